"""Take over many sets of answers and figures at once: a move, a trial, a demo.

Background work and commands only. Respondents come in by `services.submissions`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.survey import permissions
from sakaguru.survey.adapters import packing
from sakaguru.survey.adapters.copying import copy_rows
from sakaguru.survey.enums import OFFICE, ROLES, AssignmentState
from sakaguru.survey.logic.slots import is_complete
from sakaguru.survey.models import Assignment, DataEntry, Link, Submission
from sakaguru.survey.queries.questionnaires import form_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date, datetime
    from uuid import UUID

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.survey.models import Campaign
    from sakaguru.survey.queries.questionnaires import Form

SUBMISSION = (
    *("id", "campaign_id", "assignment_id", "role", "body", "digest", "sequence"),
    *("consent", "flags", "received_on", "received_at", "seconds_total"),
    *("filled_for", "link_id"),
)
CONSENT = "elsewhere"
"""Who hands over many sets has asked their people before."""

ENTRY = ("school_id", "field", "value", "source", "dated_on", "entered_at")


class CampaignNotRunning(DomainError):
    code = "campaign_not_running"


class BodyDoesNotFit(DomainError):
    """A body has another length or points than the instrument of its campaign."""

    code = "body_does_not_fit"
    status = 422


class PackedSet(NamedTuple):
    """One respondent's answers, packed; ``id`` at random, ``day`` of its arrival."""

    id: UUID
    assignment_id: int
    role: str
    body: bytes
    day: date


class Figure(NamedTuple):
    """What a field of a school was on a day; ``value`` as `DataEntry` keeps it."""

    school_id: int
    field: str
    value: str
    dated_on: date


@transaction.atomic
def receive_in_bulk(
    *, actor: Actor, campaign: Campaign, sets: Sequence[PackedSet], at: datetime
) -> int:
    """Keep many sets of answers of an opened campaign; gives their number.

    Counts them at their schools and marks as many personal links as used. ``at`` is
    noted only for roles that answer for their office (R16a).

    Raises:
        NotAllowed: only the machine itself takes over answers.
        CampaignNotRunning: it was not opened, or is closed.
        BodyDoesNotFit: nothing is kept.
    """
    permissions.RECEIVE_IN_BULK.check(actor, campaign)
    if campaign.is_draft or campaign.is_closed:
        raise CampaignNotRunning(_("Kampanye ini tidak menerima jawaban."))
    roles = {each.role for each in sets}
    forms = {role: form_of(campaign.instrument_version, role) for role in roles}
    _check_bodies(sets, forms)
    links = _office_links(campaign)
    count = copy_rows(Submission, SUBMISSION, _rows(campaign, sets, forms, links, at))
    _count_at_schools(campaign, sets)
    _mark_links(campaign, at)
    record(
        actor=actor,
        action="answers.taken_over",
        subject=campaign,
        at=at,
        path=campaign.owner.path,
        detail={"sets": count},
    )
    return count


@transaction.atomic
def enter_in_bulk(
    *,
    actor: Actor,
    owner: Organisation,
    figures: Iterable[Figure],
    source: str,
    at: datetime,
) -> int:
    """Enter figures of many schools below ``owner``; gives their number.

    Raises:
        NotAllowed: only the machine itself takes over figures.
    """
    permissions.ENTER_IN_BULK.check(actor, owner)
    rows = ((f.school_id, f.field, f.value, source, f.dated_on, at) for f in figures)
    count = copy_rows(DataEntry, ENTRY, rows)
    detail = {"figures": count, "source": source}
    record(
        actor=actor, action="figures.taken_over", subject=owner, at=at, detail=detail
    )
    return count


def _check_bodies(sets: Sequence[PackedSet], forms: dict[str, Form]) -> None:
    allowed = {
        role: [item.points | {packing.MISSING} for item in form.asked]
        for role, form in forms.items()
    }
    for each in sets:
        wanted = allowed[each.role]
        fits = len(each.body) == len(wanted) and all(
            value in points for value, points in zip(each.body, wanted, strict=True)
        )
        if not fits:
            raise BodyDoesNotFit(f"{each.role} {each.id}")


def _office_links(campaign: Campaign) -> dict[tuple[int, str], int]:
    """The first unused link of each role that answers for its office, by school."""
    rows = Link.objects.filter(
        assignment__campaign=campaign, role__in=OFFICE, number=1, is_used=False
    )
    return {
        (a, role): pk for a, role, pk in rows.values_list("assignment", "role", "pk")
    }


def _rows(
    campaign: Campaign,
    sets: Sequence[PackedSet],
    forms: dict[str, Form],
    links: dict[tuple[int, str], int],
    at: datetime,
) -> Iterator[tuple[object, ...]]:
    for each in sets:
        digest = packing.digest(
            each.body,
            instrument=forms[each.role].instrument,
            role=each.role,
            respondent=each.id,
        )
        office = each.role in OFFICE
        yield (
            *(each.id, campaign.pk, each.assignment_id, each.role),
            *(each.body, digest, 1, CONSENT, 0, each.day),
            *((at if office else None), None, ""),
            links.pop((each.assignment_id, each.role), None) if office else None,
        )


def _count_at_schools(campaign: Campaign, sets: Sequence[PackedSet]) -> None:
    wanted = {each.assignment_id for each in sets}
    rows = Assignment.objects.select_for_update().filter(campaign=campaign)
    schools = {row.pk: row for row in rows.order_by("pk") if row.pk in wanted}
    for each in sets:
        school = schools[each.assignment_id]
        school.received[ROLES.index(each.role)] += 1
        school.last_received_on = max(school.last_received_on or each.day, each.day)
    for school in schools.values():
        complete = is_complete(school.needed, school.received)
        school.state = AssignmentState.COMPLETE if complete else AssignmentState.SENT
    fields = ["received", "state", "last_received_on"]
    Assignment.objects.bulk_update(schools.values(), fields, batch_size=400)


def _mark_links(campaign: Campaign, at: datetime) -> None:
    """As many links as answers came in, the lowest numbers first."""
    received = dict(
        Assignment.objects.filter(campaign=campaign).values_list("pk", "received")
    )
    links = Link.objects.filter(assignment__campaign=campaign, is_used=False)
    used: dict[bool, list[int]] = {True: [], False: []}
    for pk, school, role, number in links.values_list(
        "pk", "assignment", "role", "number"
    ):
        if number <= received[school][ROLES.index(role)]:
            used[role in OFFICE].append(pk)
    Link.objects.filter(pk__in=used[False]).update(is_used=True)
    Link.objects.filter(pk__in=used[True]).update(is_used=True, used_on=at.date())
