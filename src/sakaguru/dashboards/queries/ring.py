"""The steps of the quality cycle, and how far a unit with all below it is in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sakaguru.dashboards.logic.cockpit import Step
from sakaguru.dashboards.queries.words import address, number
from sakaguru.organisations.enums import Tier

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.dashboards.logic.cockpit import Figures
    from sakaguru.dashboards.queries.standards import Standards
    from sakaguru.organisations.models import Organisation
    from sakaguru.survey.models import Campaign

DAYS_TO_PUBLISH = 21
"""Days after its end within which a round should have brought report cards."""


def steps_of(
    unit: Organisation,
    figures: Figures,
    campaigns: list[Campaign],
    standards: Standards | None,
    day: date,
) -> list[Step]:
    """Seven steps, from asking to the raised standard. No query."""
    return [
        _asking(figures, campaigns, day),
        _scores(unit, campaigns, standards, day),
        _causes(unit, figures),
        _plans(unit, figures),
        _work(unit, figures),
        _checks(unit, figures),
        _effects(unit, figures),
    ]


def _asking(figures: Figures, campaigns: list[Campaign], day: date) -> Step:
    asking, label = figures.asking, _("Evaluasi diri")
    if not campaigns or not asking.asked:
        return Step("ask", label, _("belum ada kampanye"), 0, 0, 0, "")
    campaign = campaigns[0]
    counts = {"sent": number(asking.complete), "asked": number(asking.asked)}
    words = _("{sent} dari {asked} sekolah cukup respondennya").format(**counts)
    is_open = any(c.closed_at is None for c in campaigns)
    over = is_open and max(c.closes_on for c in campaigns) <= day
    left = (campaign.last_day - day).days
    if is_open and not over:
        more = ngettext("tinggal {days} hari", "tinggal {days} hari", left)
        words = f"{words}; {more.format(days=number(left))}"
    done = asking.complete if is_open else asking.asked
    late = asking.asked - asking.complete if over else 0
    url = campaign.get_absolute_url()
    return Step("ask", label, words, done, asking.asked, late, url)


def _scores(
    unit: Organisation,
    campaigns: list[Campaign],
    standards: Standards | None,
    day: date,
) -> Step:
    label, kind = _("Rapor mutu"), "map" if unit.tier < Tier.SCHOOL else "card"
    url = reverse(f"scoring:{kind}-detail", args=[unit.code])
    cycle = campaigns[0].cycle_label if campaigns else ""
    closed = bool(campaigns) and all(c.closed_at for c in campaigns)
    published = standards.cycles[-1] if standards else ""
    if closed and published != cycle:
        ended = max(c.closes_on for c in campaigns)
        late = max((day - ended).days - DAYS_TO_PUBLISH, 0)
        words = _("{cycle} sudah ditutup, skornya belum terbit").format(cycle=cycle)
        return Step("score", label, words, 0, 1, int(late > 0), url)
    if not published:
        return Step("score", label, _("belum ada yang terbit"), 0, 0, 0, url)
    words = _("{cycle} sudah terbit").format(cycle=published)
    return Step("score", label, words, 1, 1, 0, url)


def _causes(unit: Organisation, figures: Figures) -> Step:
    gaps, label = figures.gaps, _("Celah dan sebab")
    url = reverse("findings:loose-ends", args=[unit.code])
    if not gaps.open:
        return Step("find", label, _("tidak ada celah terbuka"), 0, 0, 0, url)
    words = _("{tidy} dari {open} celah punya penanggung jawab, sebab, kegiatan")
    words = words.format(tidy=number(gaps.tidy), open=number(gaps.open))
    return Step("find", label, words, gaps.tidy, gaps.open, gaps.late, url)


def _plans(unit: Organisation, figures: Figures) -> Step:
    plan, label = figures.planned, _("Rencana")
    url = address("planning:report-to-plan", unit.code)
    if unit.tier < Tier.SCHOOL:
        url = address("planning:plan-list", unit.code) or url
    if not plan.units:
        return Step("plan", label, _("belum ada rencana"), 0, 0, 0, url)
    approved = min(plan.approved, plan.units)
    words = _("{approved} dari {units} sekolah punya rencana yang disahkan")
    if unit.tier >= Tier.SCHOOL:
        words = _("disahkan") if approved else _("belum disahkan")
    words = words.format(approved=number(approved), units=number(plan.units))
    return Step("plan", label, words, approved, plan.units, 0, url)


def _work(unit: Organisation, figures: Figures) -> Step:
    plan, label = figures.planned, _("Pelaksanaan")
    url = address("planning:plan-list", unit.code)
    if not plan.activities:
        return Step("work", label, _("belum ada kegiatan berjalan"), 0, 0, 0, url)
    words = _("{done} dari {all} kegiatan selesai")
    words = words.format(done=number(plan.finished), all=number(plan.activities))
    return Step("work", label, words, plan.finished, plan.activities, plan.late, url)


def _checks(unit: Organisation, figures: Figures) -> Step:
    points, label = figures.points, _("Bukti diperiksa")
    url = address("followup:point-list", query=f"?unit={unit.code}")
    total = points.open + points.done
    if not total:
        return Step("check", label, _("belum ada tindak lanjut"), 0, 0, 0, url)
    words = _("{done} dari {all} tindak lanjut selesai diverifikasi")
    words = words.format(done=number(points.done), all=number(total))
    return Step("check", label, words, points.done, total, points.late, url)


def _effects(unit: Organisation, figures: Figures) -> Step:
    plan, label = figures.planned, _("Dampak dan standar")
    url = address("planning:plan-list", unit.code)
    if not plan.measured:
        return Step("raise", label, _("belum ada yang diukur lagi"), 0, 0, 0, url)
    words = _("{better} dari {all} kegiatan yang diukur lagi terbukti menaikkan nilai")
    words = words.format(better=number(plan.better), all=number(plan.measured))
    return Step("raise", label, words, plan.measured, plan.measured, 0, url)
