"""What must never be found in plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import Weight, asked

CHECKS = [
    asked(
        "planning.approved_was_signed",
        _("Rencana disahkan padahal ada langkah yang belum menyetujui."),
        """
        SELECT 'plan ' || p.id FROM planning_plan p
        WHERE p.state IN ('approved', 'superseded') AND EXISTS (
          SELECT FROM planning_signing s WHERE s.plan_id = p.id
          AND s.round = p.round AND s.decision <> 'agreed')
        """,
    ),
    asked(
        "planning.revision_replaces",
        _("Dua revisi rencana yang sama berlaku bersama."),
        """
        SELECT 'plan ' || p.id FROM planning_plan p
        JOIN planning_plan o ON o.id = p.revises_id
        WHERE p.state = 'approved' AND o.state = 'approved'
        """,
    ),
    asked(
        "planning.activity_within_plan",
        _("Kegiatan berada di luar masa rencananya."),
        """
        SELECT 'activity ' || a.id FROM planning_activity a
        JOIN planning_plan p ON p.id = a.plan_id
        WHERE a.starts_on < p.starts_on OR a.ends_on > p.ends_on
        """,
        Weight.WARNING,
    ),
    asked(
        "planning.finding_is_near",
        _("Kegiatan menjawab celah milik unit yang tidak seketurunan."),
        """
        SELECT 'activity ' || a.id FROM planning_activity a
        JOIN planning_plan p ON p.id = a.plan_id
        JOIN organisations_organisation o ON o.id = p.organisation_id
        JOIN findings_finding f ON f.id = a.finding_id
        JOIN organisations_organisation g ON g.id = f.organisation_id
        WHERE NOT starts_with(g.path, o.path) AND NOT starts_with(o.path, g.path)
        """,
    ),
    asked(
        "planning.effect_goes_forward",
        _("Hasil kegiatan diukur dengan siklus yang sama di kedua sisi."),
        """
        SELECT 'effect ' || id FROM planning_effect
        WHERE run_after_id <= run_before_id
        """,
    ),
]
