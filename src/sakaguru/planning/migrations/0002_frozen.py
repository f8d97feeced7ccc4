"""What was submitted or approved never changes: the database itself refuses."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

OWNER = {
    "target": "{row}.plan_id",
    "activity": "{row}.plan_id",
    "activitystep": "(SELECT plan_id FROM planning_activity"
    " WHERE id = {row}.activity_id)",
    "budgetline": "(SELECT plan_id FROM planning_activity"
    " WHERE id = {row}.activity_id)",
}
"""How each part finds its plan."""

STILL_OPEN = {
    "target": "",
    "activity": "state done_on owner_id verifier_id cause_id",
    "activitystep": "done_on",
    "budgetline": "",
}
"""What may change while the plan is carried out."""

REFUSE_PART = """
CREATE FUNCTION planning_refuse_frozen_{part}() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    still_open text[] := string_to_array('{still_open}', ' ');
    frozen bigint;
BEGIN
    IF TG_OP = 'UPDATE'
        AND to_jsonb(OLD) - still_open - 'total_rupiah'
            = to_jsonb(NEW) - still_open - 'total_rupiah' THEN
        RETURN NEW;
    END IF;
    IF TG_OP <> 'INSERT' THEN
        SELECT id INTO frozen FROM planning_plan
            WHERE id = {old} AND state <> 'draft';
    END IF;
    IF frozen IS NULL AND TG_OP <> 'DELETE' THEN
        SELECT id INTO frozen FROM planning_plan
            WHERE id = {new} AND state <> 'draft';
    END IF;
    IF frozen IS NOT NULL THEN
        RAISE EXCEPTION 'plan % was submitted and is frozen', frozen
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER planning_{part}_frozen BEFORE INSERT OR UPDATE OR DELETE
    ON planning_{part} FOR EACH ROW
    EXECUTE FUNCTION planning_refuse_frozen_{part}();
"""
ALLOW_PART = """
DROP TRIGGER planning_{part}_frozen ON planning_{part};
DROP FUNCTION planning_refuse_frozen_{part}();
"""
REFUSE_PLAN = """
CREATE FUNCTION planning_refuse_frozen_plan() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    still_open text[] := ARRAY['state', 'approved_at'];
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE'
        AND to_jsonb(OLD) - still_open = to_jsonb(NEW) - still_open
        AND (OLD.state = NEW.state AND OLD.approved_at IS NOT DISTINCT FROM
                NEW.approved_at
            OR OLD.state = 'submitted' AND NEW.state IN ('draft', 'approved')
            OR OLD.state = 'approved' AND NEW.state = 'superseded'
                AND OLD.approved_at = NEW.approved_at) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'plan % was submitted and is frozen', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER planning_plan_frozen BEFORE UPDATE OR DELETE
    ON planning_plan FOR EACH ROW
    EXECUTE FUNCTION planning_refuse_frozen_plan();

CREATE FUNCTION planning_refuse_decided_signing() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.decision = '' OR TG_OP = 'UPDATE' AND to_jsonb(OLD) = to_jsonb(NEW) THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'decision % was recorded and is frozen', OLD.id
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER planning_signing_decided BEFORE UPDATE OR DELETE
    ON planning_signing FOR EACH ROW
    EXECUTE FUNCTION planning_refuse_decided_signing();
"""
ALLOW_PLAN = """
DROP TRIGGER planning_plan_frozen ON planning_plan;
DROP FUNCTION planning_refuse_frozen_plan();
DROP TRIGGER planning_signing_decided ON planning_signing;
DROP FUNCTION planning_refuse_decided_signing();
"""


def part_operation(part: str, where: str) -> migrations.RunSQL:
    forward = REFUSE_PART.format(
        part=part,
        still_open=STILL_OPEN[part],
        old=where.format(row="OLD"),
        new=where.format(row="NEW"),
    )
    return migrations.RunSQL(forward, ALLOW_PART.format(part=part))


class Migration(migrations.Migration):
    dependencies: ClassVar = [("planning", "0001_initial")]
    operations: ClassVar = [
        *(part_operation(part, where) for part, where in OWNER.items()),
        migrations.RunSQL(REFUSE_PLAN, ALLOW_PLAN),
    ]
