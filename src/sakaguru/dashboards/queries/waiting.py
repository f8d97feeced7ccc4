"""Everything that waits for a person, from every capability, in order."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext as _

from sakaguru.core.waiting import Bucket, Waiting
from sakaguru.evidence.queries import tasks as evidence
from sakaguru.findings.queries import tasks as findings
from sakaguru.followup.queries import tasks as followup
from sakaguru.organisations.queries import tasks as organisations
from sakaguru.planning.queries import tasks as planning
from sakaguru.scoring.queries import tasks as scoring
from sakaguru.survey.queries import tasks as survey

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor

SOURCES = (
    *(followup, evidence, planning, findings),
    *(survey, scoring, organisations),
)


class Group(NamedTuple):
    """A bucket with its title; empty ones are not made."""

    bucket: Bucket
    title: str
    tasks: list[Waiting]

    @property
    def is_late(self) -> bool:
        return self.bucket is Bucket.LATE


def waiting_for(actor: Actor, day: date) -> list[Group]:
    """Group what waits by bucket, soonest first. A constant number of queries."""
    found = [task for source in SOURCES for task in source.waiting(actor, day)]
    far = day.replace(year=day.year + 1, day=1)
    found.sort(key=lambda task: (task.bucket, task.due or far, task.verb, task.object))
    titles = _titles()
    return [
        Group(bucket, titles[bucket], tasks)
        for bucket in Bucket
        if (tasks := [task for task in found if task.bucket is bucket])
    ]


def _titles() -> dict[Bucket, str]:
    return {
        Bucket.LATE: _("Terlambat"),
        Bucket.THIS_WEEK: _("Minggu ini"),
        Bucket.TO_VERIFY: _("Menunggu verifikasi saya"),
        Bucket.RETURNED: _("Dikembalikan kepada saya"),
        Bucket.LATER: _("Berikutnya"),
        Bucket.WITH_OTHERS: _("Menunggu orang lain"),
    }
