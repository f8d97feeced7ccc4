"""Turn a school's figures into its DATA answers when a campaign closes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID, uuid5

from django.utils.timezone import localdate

from sakaguru.instruments.queries import layout
from sakaguru.instruments.queries.data import rule_book
from sakaguru.survey.adapters import packing
from sakaguru.survey.enums import ROLES
from sakaguru.survey.models import Assignment, Submission
from sakaguru.survey.queries.data_entries import figures_of_schools
from sakaguru.survey.queries.questionnaires import named

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.instruments.logic.data_rules import RuleBook
    from sakaguru.survey.models import Campaign

SCHOOLS_PER_ROUND = 1_000
DATA = ROLES.index("DATA")


def build_data_sets(*, campaign: Campaign, at: datetime) -> int:
    """Score the figures that speak for the campaign's last day; give their number.

    One submission of role DATA per asked school with at least one score; a school
    without figures gets none. Points 0 to 250 as R4 says, 255 where a field is missing.
    """
    version = campaign.instrument_version
    book = rule_book(version)
    if book is None:
        return 0
    codes = [item.code for item in layout(version)["DATA"]]
    waiting = Assignment.objects.filter(campaign=campaign).order_by("pk")
    waiting = waiting.exclude(submissions__role="DATA")
    built = 0
    last = 0
    while batch := list(waiting.filter(pk__gt=last)[:SCHOOLS_PER_ROUND]):
        built += _build(campaign, codes, book, batch, at)
        last = batch[-1].pk
    return built


def _build(
    campaign: Campaign,
    codes: list[str],
    book: RuleBook,
    batch: list[Assignment],
    at: datetime,
) -> int:
    day = localdate(at)
    figures = figures_of_schools([each.school_id for each in batch], day=day)
    sets = [
        _data_set(campaign, codes, book, each, figures[each.school_id], at)
        for each in batch
        if each.school_id in figures
    ]
    made = [each for each in sets if packing.answered(bytes(each.body))]
    Submission.objects.bulk_create(made)
    schools = {each.assignment_id for each in made}
    counted = [each for each in batch if each.pk in schools]
    for assignment in counted:
        assignment.received[DATA] = 1
    Assignment.objects.bulk_update(counted, ["received"], batch_size=500)
    return len(made)


def _data_set(
    campaign: Campaign,
    codes: list[str],
    book: RuleBook,
    assignment: Assignment,
    figures: dict[str, float | None],
    at: datetime,
) -> Submission:
    day = localdate(at)
    points = book.points(figures, day=day)
    body = packing.packed(points.get(code) for code in codes)
    respondent = data_set_id(campaign, assignment.school_id)
    return Submission(
        id=respondent,
        campaign=campaign,
        assignment=assignment,
        role="DATA",
        body=body,
        digest=packing.digest(
            body,
            instrument=named(campaign.instrument_version),
            role="DATA",
            respondent=respondent,
        ),
        received_on=day,
        received_at=at,
    )


def data_set_id(campaign: Campaign, school_id: int) -> UUID:
    """The same id each time, so that building again gives the same set."""
    return uuid5(campaign.key, f"DATA/{school_id}")
