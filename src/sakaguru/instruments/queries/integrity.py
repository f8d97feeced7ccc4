"""What must never be found in instruments and their versions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import asked

CHECKS = [
    asked(
        "instruments.item_asks_its_framework",
        _("Pertanyaan menanyakan butir dari kerangka lain."),
        """
        SELECT v.label || ' ' || i.code FROM instruments_item i
        JOIN instruments_instrumentversion v ON v.id = i.version_id
        JOIN standards_node n ON n.id = i.node_id
        WHERE n.version_id <> v.framework_version_id
        """,
    ),
    asked(
        "instruments.points_fit",
        _("Pilihan jawaban memberi poin lebih daripada poin tertinggi."),
        """
        SELECT i.code FROM instruments_option o
        JOIN instruments_item i ON i.id = o.item_id
        WHERE o.points < 0 OR o.points > i.max_points
        """,
    ),
    asked(
        "instruments.section_is_of_the_version",
        _("Pertanyaan berada di bagian milik versi lain."),
        """
        SELECT i.code FROM instruments_item i
        JOIN instruments_section s ON s.id = i.section_id
        JOIN instruments_questionnaire q ON q.id = s.questionnaire_id
        WHERE q.version_id <> i.version_id OR q.role <> i.role
        """,
    ),
    asked(
        "instruments.rule_is_of_the_version",
        _("Aturan data milik versi lain daripada butirnya."),
        """
        SELECT i.code FROM instruments_datarule r
        JOIN instruments_item i ON i.id = r.item_id
        WHERE r.version_id <> i.version_id OR i.role <> 'DATA'
        """,
    ),
    asked(
        "instruments.choice_has_options",
        _("Pertanyaan pilihan dengan kurang dari dua pilihan."),
        """
        SELECT i.code FROM instruments_item i
        JOIN instruments_instrumentversion v ON v.id = i.version_id
        WHERE v.status <> 'draft' AND i.role <> 'DATA' AND 2 > (
          SELECT count(*) FROM instruments_option o WHERE o.item_id = i.id)
        """,
    ),
]
