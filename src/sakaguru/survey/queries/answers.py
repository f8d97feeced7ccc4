"""Answers for scoring: streamed in order, never shown. Not narrowed to an actor."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.survey.enums import ROLES
from sakaguru.survey.models import Assignment, Submission

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sakaguru.survey.models import Campaign

CHUNK = 20_000


class PackedAnswer(NamedTuple):
    """One submission: the school's organisation id, digest, one byte per item."""

    school_id: int
    digest: str
    body: bytes
    flags: int


class Population(NamedTuple):
    """People per role of one asked school, in the order of roles; None unknown."""

    school_id: int
    people: list[int | None]


def packed(campaign: Campaign, role: str) -> Iterator[PackedAnswer]:
    """All submissions of a role, by school and then digest, from a server cursor.

    The order by digest says nothing about time and is the same in every run (R17).
    """
    rows = Submission.objects.filter(campaign=campaign, role=role)
    rows = rows.order_by("assignment__school_id", "digest")
    fields = ("assignment__school_id", "digest", "body", "flags")
    for school, digest, body, flags in rows.values_list(*fields).iterator(CHUNK):
        yield PackedAnswer(school, digest, bytes(body), flags)


def populations(campaign: Campaign) -> Iterator[Population]:
    """People of every asked school, by school (R7, R9). Streamed."""
    rows = Assignment.objects.filter(campaign=campaign).order_by("school_id")
    return (
        Population(*row)
        for row in rows.values_list("school_id", "people").iterator(CHUNK)
    )


def minimum_respondents(campaign: Campaign) -> dict[str, int]:
    """The minimum per role of a campaign: its own over the standard set's (R7)."""
    framework = campaign.instrument_version.framework_version
    minimum = {**framework.minimum_respondents, **(campaign.minimum_respondents or {})}
    return {role: int(minimum.get(role, 0)) for role in ROLES}


def asked_schools(campaign: Campaign) -> set[int]:
    """Organisation ids of the schools that were asked."""
    rows = Assignment.objects.filter(campaign=campaign)
    return set(rows.values_list("school_id", flat=True))


def unsent_schools(campaign: Campaign) -> set[int]:
    """Organisation ids of asked schools from which nobody's answers came (R11)."""
    people = [
        f"received__{place}" for place, role in enumerate(ROLES) if role != "DATA"
    ]
    rows = Assignment.objects.filter(campaign=campaign, **dict.fromkeys(people, 0))
    return set(rows.values_list("school_id", flat=True))


def uninvited_schools(campaign: Campaign) -> set[int]:
    """Schools of the scope, existing on the first day, that were not asked (R11)."""
    schools = Organisation.objects.filter(path__startswith=campaign.scope.path)
    schools = schools.existing_on(campaign.opens_on).filter(tier=Tier.SCHOOL)
    asked = Assignment.objects.filter(campaign=campaign).values("school_id")
    return set(schools.exclude(pk__in=asked).values_list("pk", flat=True))
