"""What must never be found in the tree of units, its history, or who belongs where."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import Weight, asked

CHECKS = [
    asked(
        "organisations.path_follows_parent",
        _("Jalur unit tidak sama dengan jalur induknya."),
        """
        SELECT o.code FROM organisations_organisation o
        LEFT JOIN organisations_organisation p ON p.id = o.parent_id
        WHERE o.path <> coalesce(p.path, '') || o.code || '/'
        """,
    ),
    asked(
        "organisations.placement_is_todays",
        _("Induk unit tidak sama dengan penempatannya yang berlaku."),
        """
        SELECT o.code FROM organisations_organisation o
        WHERE o.closed_on IS NULL AND o.parent_id IS DISTINCT FROM (
          SELECT s.parent_id FROM organisations_placement s
          WHERE s.organisation_id = o.id AND s.valid_until IS NULL)
        """,
    ),
    asked(
        "organisations.name_is_todays",
        _("Nama unit tidak sama dengan riwayat namanya."),
        """
        SELECT o.code FROM organisations_organisation o
        WHERE o.closed_on IS NULL AND o.name IS DISTINCT FROM (
          SELECT s.name FROM organisations_namespell s
          WHERE s.organisation_id = o.id AND s.valid_until IS NULL)
        """,
    ),
    asked(
        "organisations.school_has_its_facts",
        _("Sekolah tanpa data sekolah, atau data sekolah pada unit lain."),
        """
        SELECT o.code FROM organisations_organisation o
        LEFT JOIN organisations_school s ON s.organisation_id = o.id
        WHERE (o.tier = 6) <> (s.organisation_id IS NOT NULL)
        """,
    ),
    asked(
        "organisations.npsn_is_the_code",
        _("NPSN sekolah tidak sama dengan kode unitnya."),
        """
        SELECT o.code FROM organisations_school s
        JOIN organisations_organisation o ON o.id = s.organisation_id
        WHERE s.npsn <> o.code
        """,
    ),
    asked(
        "organisations.tiers_go_down",
        _("Unit berada di bawah unit yang jenjangnya tidak lebih tinggi."),
        """
        SELECT o.code FROM organisations_organisation o
        JOIN organisations_organisation p ON p.id = o.parent_id
        WHERE o.tier <> 9 AND p.tier >= o.tier
        """,
    ),
    asked(
        "organisations.closed_has_no_open_below",
        _("Unit yang ditutup masih membawahi unit yang berjalan."),
        """
        SELECT o.code FROM organisations_organisation o
        JOIN organisations_organisation p ON p.id = o.parent_id
        WHERE p.closed_on IS NOT NULL AND o.closed_on IS NULL
        """,
        Weight.WARNING,
    ),
    asked(
        "organisations.no_member_of_a_closed_unit",
        _("Keanggotaan masih terbuka pada unit yang sudah ditutup."),
        """
        SELECT 'membership ' || m.id FROM organisations_membership m
        JOIN organisations_organisation o ON o.id = m.organisation_id
        WHERE m.valid_until IS NULL AND o.closed_on IS NOT NULL
        """,
        Weight.WARNING,
    ),
    asked(
        "organisations.done_list_has_its_moment",
        _("Daftar sekolah tercatat selesai tanpa waktu, atau sebaliknya."),
        """
        SELECT 'list ' || id FROM organisations_schoolimport
        WHERE state <> 'kept' AND (state = 'done') <> (done_at IS NOT NULL)
        """,
        Weight.WARNING,
    ),
    asked(
        "organisations.lists_come_to_an_end",
        _("Daftar sekolah menunggu dikerjakan lebih dari sehari."),
        """
        SELECT 'list ' || id FROM organisations_schoolimport
        WHERE state IN ('waiting', 'reading', 'queued', 'running')
        AND asked_at < now() - interval '1 day'
        """,
        Weight.WARNING,
    ),
    asked(
        "organisations.invitation_has_one_end",
        _("Undangan tercatat diterima dan sekaligus ditarik."),
        """
        SELECT 'invitation ' || id FROM organisations_invitation
        WHERE accepted_at IS NOT NULL AND withdrawn_at IS NOT NULL
        """,
    ),
]
