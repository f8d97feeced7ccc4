"""The database itself refuses to change or delete an event of the trail."""

from django.db import migrations

KEEP = """
CREATE FUNCTION core_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND
       (NEW.id, NEW.at, NEW.action, NEW.subject_type, NEW.subject_id, NEW.subject_name,
        NEW.path, NEW.actor_id, NEW.membership_id, NEW.detail)
       IS NOT DISTINCT FROM
       (OLD.id, OLD.at, OLD.action, OLD.subject_type, OLD.subject_id, OLD.subject_name,
        OLD.path, OLD.actor_id, OLD.membership_id, OLD.detail)
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'an event of the audit trail is never changed or deleted'
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER core_keep_audit BEFORE UPDATE OR DELETE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_keep_audit();
"""
FORGET = """
DROP TRIGGER core_keep_audit ON core_auditevent;
DROP FUNCTION core_keep_audit();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_chain")]
    operations = [migrations.RunSQL(KEEP, FORGET)]
