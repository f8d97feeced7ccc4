"""Ask the schools of a campaign: one assignment each, and a link per respondent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.survey.adapters.copying import copy_rows
from sakaguru.survey.adapters.vault import link_token, poster_token
from sakaguru.survey.logic.slots import Headcount, links_of, needed_of, people_of
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import Assignment, Campaign, Link
from sakaguru.survey.queries.answers import minimum_respondents
from sakaguru.survey.queries.questionnaires import roles_asked
from sakaguru.survey.signals import campaign_opened

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet

SCHOOLS_PER_ROUND = 1_000
COLUMNS = (
    *("assignment_id", "role", "number", "label", "edition"),
    *("token_digest", "is_used", "used_on", "is_withdrawn"),
)


def schools_to_ask(scope: Organisation, *, day: date) -> QuerySet[Organisation]:
    """Schools of the scope that exist on ``day``. Not narrowed to an actor."""
    schools = Organisation.objects.filter(path__startswith=scope.path)
    return schools.existing_on(day).filter(tier=Tier.SCHOOL)


def hand_out_links(*, campaign: Campaign, day: date) -> int:
    """Ask every school of the scope that has not been asked yet; give their number.

    Each round of schools is one transaction of its own when called outside of one, so
    a stopped run goes on where it was. Announces ``campaign_opened`` at the end.
    """
    asked = 0
    while schools := _next_schools(campaign, day):
        with transaction.atomic():
            _ask(campaign, schools)
        asked += len(schools)
    with transaction.atomic():
        campaign_opened.send(sender=Campaign, campaign_id=campaign.pk)
    return asked


def _next_schools(campaign: Campaign, day: date) -> list[Organisation]:
    done = Assignment.objects.filter(campaign=campaign).values("school_id")
    schools = schools_to_ask(campaign.scope, day=day).exclude(pk__in=done)
    return list(schools.select_related("school").order_by("pk")[:SCHOOLS_PER_ROUND])


def _ask(campaign: Campaign, schools: list[Organisation]) -> None:
    roles = set(roles_asked(campaign.instrument_version))
    minimum = minimum_respondents(campaign)
    assignments = [_assignment(campaign, school, minimum, roles) for school in schools]
    Assignment.objects.bulk_create(assignments)
    links = (link for made in assignments for link in _links(campaign, made, roles))
    rows = (tuple(getattr(link, name) for name in COLUMNS) for link in links)
    copy_rows(Link, COLUMNS, rows)


def _assignment(
    campaign: Campaign,
    school: Organisation,
    minimum: dict[str, int],
    roles: set[str],
) -> Assignment:
    about = getattr(school, "school", None)
    people = people_of(
        Headcount(
            teachers=about.teachers if about else None,
            upper_pupils=about.upper_pupils if about else None,
        )
    )
    assignment = Assignment(
        campaign=campaign,
        school=school,
        people=people,
        needed=needed_of(people, minimum, roles),
    )
    assignment.poster_digest = digest_of(poster_token(campaign, assignment))
    return assignment


def _links(
    campaign: Campaign, assignment: Assignment, roles: set[str]
) -> Iterable[Link]:
    counts = links_of(assignment.people, assignment.needed, roles)
    for role, count in counts.items():
        for number in range(1, count + 1):
            link = Link(assignment=assignment, role=role, number=number)
            token = link_token(campaign, assignment.school_id, link)
            link.token_digest = digest_of(token)
            yield link
