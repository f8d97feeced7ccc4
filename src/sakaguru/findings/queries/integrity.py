"""What must never be found in findings and their causes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import asked

CHECKS = [
    asked(
        "findings.owner_is_true",
        _("Catatan ada-tidaknya penanggung jawab tidak cocok."),
        """
        SELECT 'finding ' || f.id FROM findings_finding f WHERE f.has_owner <> (
          EXISTS (SELECT FROM findings_findingaction a WHERE a.finding_id = f.id
            AND a.has_owner)
          OR EXISTS (SELECT FROM followup_actionpoint p WHERE p.source = 'findings'
            AND p.source_key = f.id::text AND p.state <> 'dropped'
            AND p.asker_id IS NULL AND p.owner_person_id IS NOT NULL))
        """,
    ),
    asked(
        "findings.cause_is_true",
        _("Catatan ada-tidaknya sebab tidak cocok."),
        """
        SELECT 'finding ' || f.id FROM findings_finding f WHERE f.has_cause <>
        EXISTS (SELECT FROM findings_cause c WHERE c.finding_id = f.id)
        """,
    ),
    asked(
        "findings.action_is_true",
        _("Catatan ada-tidaknya kegiatan tidak cocok."),
        """
        SELECT 'finding ' || f.id FROM findings_finding f WHERE f.has_action <> (
          EXISTS (SELECT FROM findings_findingaction a WHERE a.finding_id = f.id)
          OR EXISTS (SELECT FROM followup_actionpoint p WHERE p.source = 'findings'
            AND p.source_key = f.id::text AND p.state <> 'dropped'
            AND p.asker_id IS NULL))
        """,
    ),
    asked(
        "findings.measured_gap_has_a_run",
        _("Temuan dari skor tanpa perhitungan asalnya."),
        """
        SELECT 'sign ' || s.id FROM findings_sign s
        WHERE s.origin = 'scores' AND s.run_id IS NULL
        """,
    ),
    asked(
        "findings.every_finding_has_a_source",
        _("Temuan tanpa satu pun sumber."),
        """
        SELECT 'finding ' || f.id FROM findings_finding f
        WHERE NOT EXISTS (SELECT FROM findings_sign s WHERE s.finding_id = f.id)
        """,
    ),
]
