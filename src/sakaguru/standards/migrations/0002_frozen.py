"""A published version never changes: the database itself refuses."""

from django.db import migrations

REFUSE_PARTS = """
CREATE FUNCTION standards_refuse_frozen_parts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE wanted bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT id INTO wanted FROM standards_frameworkversion
            WHERE id = OLD.version_id AND status <> 'draft';
    END IF;
    IF wanted IS NULL AND TG_OP <> 'DELETE' THEN
        SELECT id INTO wanted FROM standards_frameworkversion
            WHERE id = NEW.version_id AND status <> 'draft';
    END IF;
    IF wanted IS NOT NULL THEN
        RAISE EXCEPTION 'framework version % is published and frozen', wanted
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER standards_node_frozen BEFORE INSERT OR UPDATE OR DELETE
    ON standards_node FOR EACH ROW EXECUTE FUNCTION standards_refuse_frozen_parts();
CREATE TRIGGER standards_level_frozen BEFORE INSERT OR UPDATE OR DELETE
    ON standards_level FOR EACH ROW EXECUTE FUNCTION standards_refuse_frozen_parts();
"""
ALLOW_PARTS = """
DROP TRIGGER standards_node_frozen ON standards_node;
DROP TRIGGER standards_level_frozen ON standards_level;
DROP FUNCTION standards_refuse_frozen_parts();
"""
REFUSE_VERSION = """
CREATE FUNCTION standards_refuse_frozen_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.status = 'published' AND NEW.status = 'superseded'
        AND to_jsonb(OLD) - 'status' = to_jsonb(NEW) - 'status' THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD) = to_jsonb(NEW) THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'framework version % is published and frozen', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER standards_version_frozen BEFORE UPDATE OR DELETE
    ON standards_frameworkversion FOR EACH ROW
    EXECUTE FUNCTION standards_refuse_frozen_version();
"""
ALLOW_VERSION = """
DROP TRIGGER standards_version_frozen ON standards_frameworkversion;
DROP FUNCTION standards_refuse_frozen_version();
"""


class Migration(migrations.Migration):

    dependencies = [("standards", "0001_initial")]

    operations = [
        migrations.RunSQL(REFUSE_PARTS, ALLOW_PARTS),
        migrations.RunSQL(REFUSE_VERSION, ALLOW_VERSION),
    ]
