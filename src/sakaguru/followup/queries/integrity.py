"""What must never be found in the register of action points."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import asked

CHECKS = [
    asked(
        "followup.number_says_itself",
        _("Nomor tindak lanjut tidak sesuai wilayah, tahun, dan urutannya."),
        """
        SELECT number FROM followup_actionpoint
        WHERE number <> 'TL/' || area_code || '/' || year || '/' || serial
        """,
    ),
    asked(
        "followup.numbers_have_no_gap",
        _("Ada nomor tindak lanjut yang hilang."),
        """
        SELECT n.area_code || ' ' || n.year FROM followup_numbering n
        WHERE n.last <> (SELECT count(*) FROM followup_actionpoint p
          WHERE p.area_code = n.area_code AND p.year = n.year)
        """,
    ),
    asked(
        "followup.finished_has_its_moment",
        _("Tindak lanjut selesai tanpa waktu selesainya."),
        """
        SELECT number FROM followup_actionpoint
        WHERE (state IN ('done', 'effective', 'not_effective', 'dropped'))
          <> (finished_at IS NOT NULL)
        """,
    ),
    asked(
        "followup.postponements_are_counted",
        _("Hitungan penundaan tidak cocok dengan riwayatnya."),
        """
        SELECT p.number FROM followup_actionpoint p WHERE p.postponements <>
        (SELECT count(*) FROM followup_pointevent e
          WHERE e.point_id = p.id AND e.kind = 'postponed')
        """,
    ),
    asked(
        "followup.first_event_is_opening",
        _("Tindak lanjut tanpa catatan pembukaannya."),
        """
        SELECT p.number FROM followup_actionpoint p WHERE NOT EXISTS (
          SELECT FROM followup_pointevent e
          WHERE e.point_id = p.id AND e.kind = 'opened')
        """,
    ),
    asked(
        "followup.help_is_asked_of_another_unit",
        _("Permintaan bantuan kepada unit sendiri."),
        "SELECT number FROM followup_actionpoint WHERE asker_id = owner_id",
    ),
]
