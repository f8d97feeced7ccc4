"""The decisions that wait for the head of a unit, the most pressing first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket
from sakaguru.dashboards.logic.cockpit import Decision, most_pressing
from sakaguru.dashboards.queries.words import address, number, said, share
from sakaguru.scoring.queries import tasks as scoring

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.core.access import Actor
    from sakaguru.dashboards.logic.cockpit import Figures
    from sakaguru.dashboards.queries.standards import Standards
    from sakaguru.organisations.models import Organisation
    from sakaguru.survey.models import Campaign

NEAR_THE_END = 10
"""Days before the end of a round from which its length is a question."""

ENOUGH_SENT = 0.9


def decisions_of(
    actor: Actor,
    unit: Organisation,
    figures: Figures,
    campaigns: list[Campaign],
    standards: Standards | None,
    day: date,
) -> list[Decision]:
    """At most three. What only the own head can release costs four queries."""
    found = [
        *_releases(actor, unit, day),
        *_round(figures, campaigns, day),
        *_gaps(unit, figures),
        *_points(unit, figures),
        *_plans(unit, figures),
        *_effects(unit, figures),
        *_standard(unit, standards),
    ]
    return most_pressing(found)


def _releases(actor: Actor, unit: Organisation, day: date) -> Iterator[Decision]:
    """Scores that only this head can open to the next readers."""
    if actor.path != unit.path:
        return
    for task in scoring.waiting(actor, day):
        if task.bucket is Bucket.WITH_OTHERS or task.verb == _("Baca"):
            continue
        weight = 90 if task.bucket is Bucket.LATE else 60
        yield Decision(weight, f"{task.verb} {task.object}?", task.unit, task.url)


def _round(
    figures: Figures, campaigns: list[Campaign], day: date
) -> Iterator[Decision]:
    asking = figures.asking
    running = [c for c in campaigns if c.closed_at is None]
    if not running or asking.complete_share is None:
        return
    left = (running[0].closes_on - day).days
    if left > NEAR_THE_END or asking.complete_share >= ENOUGH_SENT:
        return
    why = _("baru {share} sekolah cukup respondennya, tinggal {days} hari")
    why = why.format(share=share(asking.complete_share), days=number(max(left, 0)))
    question = _("Perpanjang {name}, atau tutup pada waktunya?")
    weight = 85 if left <= 0 else 70
    url = running[0].get_absolute_url()
    yield Decision(weight, question.format(name=running[0].name), why, url)


def _gaps(unit: Organisation, figures: Figures) -> Iterator[Decision]:
    gaps = figures.gaps
    if not gaps.without_owner:
        return
    question = _("Siapa yang menangani {count} celah tanpa penanggung jawab?")
    why = _("{critical} celah kritis terbuka; {late} celah lebih dari sebulan")
    why = why.format(critical=number(gaps.critical), late=number(gaps.late))
    url = reverse("findings:loose-ends", args=[unit.code])
    weight = 80 if gaps.late else 55
    yield Decision(weight, question.format(count=number(gaps.without_owner)), why, url)


def _points(unit: Organisation, figures: Figures) -> Iterator[Decision]:
    points = figures.points
    if not points.late:
        return
    question = _("Bantu, tunda, atau hentikan {count} tindak lanjut yang terlambat?")
    why = _("{postponed} di antara yang terbuka sudah ditunda lebih dari sekali")
    url = address(
        "followup:point-list", query=f"?unit={unit.code}&terlambat=1&keadaan=open"
    )
    yield Decision(
        75,
        question.format(count=number(points.late)),
        why.format(postponed=number(points.postponed)),
        url,
    )


def _plans(unit: Organisation, figures: Figures) -> Iterator[Decision]:
    plan = figures.planned
    url = address("planning:plan-list", unit.code)
    if plan.awaiting:
        question = _("Setujui atau kembalikan {count} rencana yang diajukan?")
        why = _("{approved} rencana sudah disahkan")
        yield Decision(
            78,
            question.format(count=number(plan.awaiting)),
            why.format(approved=number(plan.approved)),
            url,
        )
    if plan.late:
        question = _("Percepat atau ubah {count} kegiatan yang terlambat?")
        why = _("serapan anggaran {share}").format(share=share(plan.absorption))
        yield Decision(72, question.format(count=number(plan.late)), why, url)


def _effects(unit: Organisation, figures: Figures) -> Iterator[Decision]:
    plan = figures.planned
    if not plan.not_better:
        return
    question = _("Ganti cara untuk {count} kegiatan yang belum menaikkan nilai?")
    why = _("dari {measured} kegiatan yang sudah diukur lagi")
    yield Decision(
        50,
        question.format(count=number(plan.not_better)),
        why.format(measured=number(plan.measured)),
        address("planning:plan-list", unit.code),
    )


def _standard(unit: Organisation, standards: Standards | None) -> Iterator[Decision]:
    """The standard that fell the most, else the weakest: the year's focus?"""
    if standards is None:
        return
    scored = [row for row in standards.rows if row.score is not None]
    fallen = [row for row in scored if row.fell]
    if not scored:
        return
    row = min(fallen or scored, key=lambda each: each.score or 0)
    why = _("nilai terendah: {score}").format(score=number(row.score, 2))
    if fallen:
        why = _("turun {points} dari siklus sebelumnya").format(
            points=number(abs(row.change or 0), 2)
        )
    question = _("Jadikan standar {code} {title} pusat perhatian tahun ini?")
    url = address("findings:finding-list", unit.code)
    yield Decision(
        45 if fallen else 30,
        question.format(code=row.code, title=said(row.title)),
        why,
        url,
    )
