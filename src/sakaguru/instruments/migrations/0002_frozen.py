"""A published version never changes: the database itself refuses."""

from django.db import migrations

# How each part finds its version.
OWNER = {
    "questionnaire": "{row}.version_id",
    "item": "{row}.version_id",
    "datafield": "{row}.version_id",
    "datarule": "{row}.version_id",
    "section": "(SELECT version_id FROM instruments_questionnaire"
    " WHERE id = {row}.questionnaire_id)",
    "option": "(SELECT version_id FROM instruments_item WHERE id = {row}.item_id)",
}
REFUSE_PART = """
CREATE FUNCTION instruments_refuse_frozen_{part}() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE wanted bigint;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        SELECT id INTO wanted FROM instruments_instrumentversion
            WHERE id = {old} AND status <> 'draft';
    END IF;
    IF wanted IS NULL AND TG_OP <> 'DELETE' THEN
        SELECT id INTO wanted FROM instruments_instrumentversion
            WHERE id = {new} AND status <> 'draft';
    END IF;
    IF wanted IS NOT NULL THEN
        RAISE EXCEPTION 'instrument version % is published and frozen', wanted
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instruments_{part}_frozen BEFORE INSERT OR UPDATE OR DELETE
    ON instruments_{part} FOR EACH ROW
    EXECUTE FUNCTION instruments_refuse_frozen_{part}();
"""
ALLOW_PART = """
DROP TRIGGER instruments_{part}_frozen ON instruments_{part};
DROP FUNCTION instruments_refuse_frozen_{part}();
"""
REFUSE_VERSION = """
CREATE FUNCTION instruments_refuse_frozen_version() RETURNS trigger
LANGUAGE plpgsql AS $$
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
    RAISE EXCEPTION 'instrument version % is published and frozen', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER instruments_version_frozen BEFORE UPDATE OR DELETE
    ON instruments_instrumentversion FOR EACH ROW
    EXECUTE FUNCTION instruments_refuse_frozen_version();
"""
ALLOW_VERSION = """
DROP TRIGGER instruments_version_frozen ON instruments_instrumentversion;
DROP FUNCTION instruments_refuse_frozen_version();
"""
REFUSE_FOREIGN_NODE = """
CREATE FUNCTION instruments_refuse_foreign_node() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM standards_node n JOIN instruments_instrumentversion v
            ON v.framework_version_id = n.version_id
        WHERE n.id = NEW.node_id AND v.id = NEW.version_id
    ) THEN
        RAISE EXCEPTION 'item % asks a node of another framework version', NEW.code
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER instruments_item_of_own_framework BEFORE INSERT OR UPDATE
    ON instruments_item FOR EACH ROW
    EXECUTE FUNCTION instruments_refuse_foreign_node();
"""
ALLOW_FOREIGN_NODE = """
DROP TRIGGER instruments_item_of_own_framework ON instruments_item;
DROP FUNCTION instruments_refuse_foreign_node();
"""


def part_operation(part: str, where: str) -> migrations.RunSQL:
    forward = REFUSE_PART.format(
        part=part, old=where.format(row="OLD"), new=where.format(row="NEW")
    )
    return migrations.RunSQL(forward, ALLOW_PART.format(part=part))


class Migration(migrations.Migration):

    dependencies = [("instruments", "0001_initial")]

    operations = [
        *(part_operation(part, where) for part, where in OWNER.items()),
        migrations.RunSQL(REFUSE_VERSION, ALLOW_VERSION),
        migrations.RunSQL(REFUSE_FOREIGN_NODE, ALLOW_FOREIGN_NODE),
    ]
