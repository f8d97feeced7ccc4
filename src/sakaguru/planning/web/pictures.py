"""The money of a plan as a drawing: by source, planned and spent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.ui.charts import Chart, svg
from sakaguru.ui.logic import formats

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from sakaguru.planning.queries.money import Money, SourceSum

HEIGHT = 20


def rupiah(amount: float | None) -> str:
    """``Rp1.250.000`` in the language of the page."""
    if amount is None:
        return "–"
    return f"Rp{formats.written_number(amount, _language(), 0)}"


def money_picture(money: Money) -> Chart:
    """One bar per source: its share of the whole, and in it what was spent."""
    return Chart(
        title=_("Dari mana dananya"),
        drawing=svg.element(
            "ol", *(_row(row, money.total) for row in money.sources), class_="bars"
        ),
        columns=[_("Sumber"), _("Direncanakan"), _("Terpakai")],
        rows=[
            [str(row.source.label), rupiah(row.rupiah), rupiah(row.spent)]
            for row in money.sources
        ],
        note=_("Garis tebal di dalam batang: yang sudah terpakai."),
    )


def _row(row: SourceSum, total: int) -> SafeString:
    share = formats.written_share(row.share, _language())
    figures = f"{rupiah(row.rupiah)} · {share}"
    head = svg.element(
        "div",
        svg.element("span", str(row.source.label), class_="bar-label"),
        svg.element("span", figures, class_="bar-figures"),
        class_="bar-head",
    )
    words = _("{source}: {planned}, terpakai {spent}").format(
        source=row.source.label, planned=rupiah(row.rupiah), spent=rupiah(row.spent)
    )
    width = row.rupiah / total * 100 if total else 0
    spent = min(row.spent / total * 100, 100.0) if total else 0
    drawing = svg.plot(
        svg.element("rect", y=1, width="100%", height=HEIGHT - 2, class_="frame"),
        svg.element(
            "rect",
            y=1,
            width=svg.percent(width),
            height=HEIGHT - 2,
            fill="url(#pola-3)",
            class_="segment",
        ),
        svg.element(
            "rect", y=7, width=svg.percent(spent), height=HEIGHT - 14, class_="bar-done"
        ),
        height=HEIGHT,
        title=words,
    )
    return svg.element("li", head, drawing, class_="bar-row")


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"
