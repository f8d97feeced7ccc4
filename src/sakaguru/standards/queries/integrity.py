"""What must never be found in frameworks and their versions."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import asked

CHECKS = [
    asked(
        "standards.parent_is_of_the_version",
        _("Butir berinduk pada butir versi lain."),
        """
        SELECT v.label || ' ' || n.code FROM standards_node n
        JOIN standards_node p ON p.id = n.parent_id
        JOIN standards_frameworkversion v ON v.id = n.version_id
        WHERE p.version_id <> n.version_id
        """,
    ),
    asked(
        "standards.kinds_go_down",
        _("Urutan standar, indikator, subindikator tidak teratur."),
        """
        SELECT n.code FROM standards_node n
        JOIN standards_node p ON p.id = n.parent_id
        WHERE (p.kind, n.kind) NOT IN
          (('standard', 'indicator'), ('indicator', 'subindicator'))
        """,
    ),
    asked(
        "standards.levels_rise",
        _("Batas tingkat tidak naik atau tidak sampai nilai tertinggi."),
        """
        SELECT v.label FROM standards_frameworkversion v
        WHERE v.status <> 'draft' AND EXISTS (
            SELECT FROM standards_level a WHERE a.version_id = v.id)
        AND (v.scale_max <> (
            SELECT max(up_to) FROM standards_level WHERE version_id = v.id)
          OR EXISTS (SELECT FROM standards_level a
            JOIN standards_level b ON b.version_id = a.version_id
            WHERE a.version_id = v.id
            AND b.number > a.number AND b.up_to <= a.up_to))
        """,
    ),
    asked(
        "standards.published_has_nodes",
        _("Versi yang berlaku tidak berisi butir."),
        """
        SELECT v.label FROM standards_frameworkversion v
        WHERE v.status <> 'draft' AND NOT EXISTS (
          SELECT FROM standards_node n WHERE n.version_id = v.id)
        """,
    ),
]
