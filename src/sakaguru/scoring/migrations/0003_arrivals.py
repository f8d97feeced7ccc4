"""Answers that come in, change or go mark their school dirty, whoever writes them."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations

MARK = """
CREATE FUNCTION scoring_note_arrival() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO scoring_arrival (campaign_id, assignment_id)
    SELECT DISTINCT rows.campaign_id, rows.assignment_id FROM changed AS rows;
    RETURN NULL;
END $$;
CREATE TRIGGER scoring_answers_came AFTER INSERT ON survey_submission
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_note_arrival();
CREATE TRIGGER scoring_answers_changed AFTER UPDATE ON survey_submission
    REFERENCING NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_note_arrival();
CREATE TRIGGER scoring_answers_went AFTER DELETE ON survey_submission
    REFERENCING OLD TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION scoring_note_arrival();
"""
FORGET = """
DROP TRIGGER scoring_answers_came ON survey_submission;
DROP TRIGGER scoring_answers_changed ON survey_submission;
DROP TRIGGER scoring_answers_went ON survey_submission;
DROP FUNCTION scoring_note_arrival();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("scoring", "0002_closeups"),
        ("survey", "0001_initial"),
    ]
    operations: ClassVar = [migrations.RunSQL(MARK, FORGET)]
