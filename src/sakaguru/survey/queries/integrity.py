"""What must never be found in campaigns and answers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import Weight, asked

CHECKS = [
    asked(
        "survey.answers_of_the_campaign",
        _("Jawaban tercatat pada kampanye lain daripada sekolahnya."),
        """
        SELECT s.id FROM survey_submission s
        JOIN survey_assignment a ON a.id = s.assignment_id
        WHERE a.campaign_id <> s.campaign_id
        """,
    ),
    asked(
        "survey.body_has_all_items",
        _("Panjang jawaban tidak sama dengan jumlah pertanyaan."),
        """
        SELECT s.id FROM survey_submission s
        JOIN survey_campaign c ON c.id = s.campaign_id
        JOIN (SELECT version_id, role, count(*) AS items FROM instruments_item
          GROUP BY version_id, role) i
          ON i.version_id = c.instrument_version_id AND i.role = s.role
        WHERE octet_length(s.body) <> i.items
        """,
    ),
    asked(
        "survey.received_is_counted",
        _("Hitungan jawaban yang diterima tidak cocok."),
        """
        SELECT 'assignment ' || a.id FROM survey_assignment a
        JOIN survey_campaign c ON c.id = a.campaign_id
        LEFT JOIN (SELECT assignment_id, count(*) AS n FROM survey_submission
          GROUP BY assignment_id) s ON s.assignment_id = a.id
        WHERE c.opened_at IS NOT NULL
        AND coalesce(s.n, 0) <>
          (SELECT coalesce(sum(each), 0) FROM unnest(a.received) each)
        """,
    ),
    asked(
        "survey.nothing_after_closing",
        _("Jawaban tercatat sesudah kampanye ditutup."),
        """
        SELECT s.id FROM survey_submission s
        JOIN survey_campaign c ON c.id = s.campaign_id
        WHERE s.received_on > (c.closed_at AT TIME ZONE 'Asia/Jayapura')::date
        """,
    ),
    asked(
        "survey.school_is_in_scope",
        _("Sekolah ditanyai di luar lingkup kampanye."),
        """
        SELECT 'assignment ' || a.id FROM survey_assignment a
        JOIN survey_campaign c ON c.id = a.campaign_id
        JOIN organisations_organisation o ON o.id = a.school_id
        WHERE o.tier <> 6
        """,
    ),
    asked(
        "survey.link_is_used_once",
        _("Tautan bertanda sudah dipakai tanpa jawaban jabatan."),
        """
        SELECT 'link ' || l.id FROM survey_link l
        JOIN survey_submission s ON s.link_id = l.id
        WHERE NOT l.is_used OR s.role <> l.role
        """,
    ),
    asked(
        "survey.edits_agree",
        _("Perubahan jawaban milik peran lain daripada jawabannya."),
        """
        SELECT e.id FROM survey_edit e
        JOIN survey_submission s ON s.id = e.submission_id
        WHERE e.role <> s.role OR e.sequence > s.sequence
        """,
    ),
    asked(
        "survey.withdrawn_stays_away",
        _("Jawaban yang sudah ditarik tercatat lagi."),
        "SELECT s.id FROM survey_submission s JOIN survey_withdrawnset w USING (id)",
    ),
    asked(
        "survey.no_draft_after_closing",
        _("Rancangan jawaban tersisa sesudah kampanye ditutup."),
        """
        SELECT 'draft ' || d.id FROM survey_draft d
        JOIN survey_assignment a ON a.id = d.assignment_id
        JOIN survey_campaign c ON c.id = a.campaign_id
        WHERE c.closed_at < now() - interval '2 days'
        """,
        Weight.WARNING,
    ),
    asked(
        "survey.progress_is_whole",
        _("Kemajuan unit melebihi yang diminta."),
        """
        SELECT 'progress ' || id FROM survey_unitprogress
        WHERE started > asked OR sent > asked OR complete > asked
        """,
    ),
    asked(
        "survey.figures_have_a_past",
        _("Data sekolah bertanggal sesudah hari dimasukkan."),
        """
        SELECT 'entry ' || id FROM survey_dataentry
        WHERE dated_on > (entered_at AT TIME ZONE 'Asia/Jayapura')::date
        """,
        Weight.WARNING,
    ),
]
