"""Let the invented people of the demo answer, and their schools enter figures."""

from __future__ import annotations

import random
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sakaguru.core.access import SYSTEM
from sakaguru.dashboards.logic import model, story
from sakaguru.dashboards.logic.figures import figures_of, is_silent, one_year_on
from sakaguru.dashboards.logic.model import Place, Question, Schools, Turnout
from sakaguru.dashboards.logic.story_plans import HERO_LIFTS, KINDS
from sakaguru.dashboards.services.story.places import people_of
from sakaguru.instruments.models import Item
from sakaguru.survey.enums import PEOPLE, ROLES, DataSource
from sakaguru.survey.models import Assignment
from sakaguru.survey.queries.doors import door_of
from sakaguru.survey.services.bulk import (
    Figure,
    PackedSet,
    enter_in_bulk,
    receive_in_bulk,
)
from sakaguru.survey.services.drafts import begin_filling
from sakaguru.survey.services.posters import open_session

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date, datetime

    from sakaguru.organisations.models import Organisation
    from sakaguru.survey.models import Campaign

NOTHING_DONE: Mapping[str, set[str]] = MappingProxyType({})

BEGUN = 60
"""Schools of the open campaign where somebody has begun and nobody has sent."""


def characters(schools: Sequence[Organisation], hero: str, cycles: int) -> Schools:
    """Draw what each school of the story is like."""
    places = [_place(school) for school in schools]
    return model.draw_schools(places, seed=story.SEED, cycles=cycles, hero=hero)


def answer_campaign(
    campaign: Campaign,
    schools: Schools,
    *,
    number: int,
    hero: str,
    last: date,
    at: datetime,
    done: Mapping[str, set[str]] = NOTHING_DONE,
) -> int:
    """Let everybody answer who does in this cycle; gives the number of sets.

    ``number`` counts the cycles from 0; ``last`` is the last day of arrivals; ``done``
    holds the schools that completed an activity, by its node.
    """
    is_open = number == schools.gain.shape[1] - 1
    turnouts = model.draw_turnout(
        schools, seed=story.SEED, cycle=number, hero=hero, is_open=is_open
    )
    asked = _asked(campaign, schools, turnouts, number)
    lifts = _lifts(schools, done, hero)
    sets = list(_sets(campaign, schools, asked, number, last, lifts))
    count = receive_in_bulk(actor=SYSTEM, campaign=campaign, sets=sets, at=at)
    if is_open:
        _begin(campaign, last)
    return count


def enter_figures(
    district: Organisation,
    schools: Sequence[Organisation],
    drawn: Schools,
    *,
    day: date,
    at: datetime,
) -> dict[str, dict[str, float]]:
    """Enter the figures of the first cycle; gives them by school for the next."""
    figures = {
        school.code: figures_of(school.code, people_of(school), wealth, story.SEED)
        for school, wealth in zip(schools, 2 * drawn.effect, strict=True)
    }
    _enter(district, schools, figures, day=day, at=at)
    return figures


def renew_figures(
    district: Organisation,
    schools: Sequence[Organisation],
    before: dict[str, dict[str, float]],
    *,
    done: Mapping[str, set[str]],
    day: date,
    at: datetime,
) -> dict[str, dict[str, float]]:
    """Enter what has changed a year later; gives the figures as they are then."""
    changed = {}
    for school in schools:
        chance = random.Random(f"{story.SEED} {day.year} {school.code}")  # noqa: S311 -- a repeatable draw
        figures = one_year_on(before[school.code], 0.0, chance)
        for kind in KINDS if before[school.code] else ():
            if kind.figure and school.code in done.get(kind.node, ()):
                figures[kind.figure] = 1
        changed[school.code] = figures
    _enter(district, schools, changed, day=day, at=at)
    return {code: {**before[code], **new} for code, new in changed.items()}


def _enter(
    district: Organisation,
    schools: Sequence[Organisation],
    figures: dict[str, dict[str, float]],
    *,
    day: date,
    at: datetime,
) -> None:
    rows = (
        Figure(school.pk, field, f"{value:g}", day)
        for school in schools
        for field, value in figures[school.code].items()
    )
    enter_in_bulk(
        actor=SYSTEM, owner=district, figures=rows, source=DataSource.OTHER, at=at
    )


def _place(school: Organisation) -> Place:
    people = people_of(school)
    area = school.area.code if school.area else ""
    silent = is_silent(school.code, story.SEED)
    return Place(school.code, area, people.teachers, people.upper_pupils, silent)


def _asked(
    campaign: Campaign, schools: Schools, turnouts: list[Turnout], number: int
) -> list[tuple[int, dict[str, int]]]:
    """Per school in order: its assignment, and how many of each role answer."""
    import numpy as np  # noqa: PLC0415 -- a command's work, not a page's

    rows = Assignment.objects.filter(campaign=campaign)
    asked = {
        code: (pk, dict(zip(ROLES, needed, strict=True)))
        for pk, code, needed in rows.values_list("pk", "school__code", "needed")
    }
    chance = np.random.default_rng([story.SEED, number, 2])
    found = []
    for place, turnout in zip(schools.places, turnouts, strict=True):
        pk, needed = asked[place.code]
        found.append((pk, model.draw_counts(place, turnout, needed, chance)))
    return found


def _sets(
    campaign: Campaign,
    schools: Schools,
    asked: list[tuple[int, dict[str, int]]],
    number: int,
    last: date,
    lifts: dict[str, Any],
) -> Iterator[PackedSet]:
    days = max(1, (last - campaign.opens_on).days)
    for role in PEOPLE:
        respondents = [
            ordinal
            for ordinal, (_pk, counts) in enumerate(asked)
            for _ in range(counts.get(role, 0))
        ]
        bodies = model.draw_answers(
            schools,
            _questions(campaign.instrument_version_id, role),
            respondents,
            role=role,
            cycle=number,
            seed=story.SEED,
            lifts=lifts,
        )
        chance = random.Random(f"{story.SEED} {campaign.name} {role}")  # noqa: S311 -- a repeatable draw
        for ordinal, body in zip(respondents, bodies, strict=True):
            day = campaign.opens_on + timedelta(chance.randint(0, days))
            yield PackedSet(_new_id(chance), asked[ordinal][0], role, body, day)


def _lifts(schools: Schools, done: Mapping[str, set[str]], hero: str) -> dict[str, Any]:
    """What completed activities truly changed, per node and school."""
    import numpy as np  # noqa: PLC0415 -- a command's work, not a page's

    codes = [place.code for place in schools.places]
    return {
        kind.node: np.array(
            [
                kind.lift * (c in done[kind.node]) * (HERO_LIFTS if c == hero else 1)
                for c in codes
            ]
        )
        for kind in KINDS
        if kind.lift and kind.node in done
    }


def _new_id(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


def _questions(version_id: int, role: str) -> list[Question]:
    items = Item.objects.filter(version=version_id, role=role).order_by("position")
    items = items.select_related("node").prefetch_related("options")
    return [_question(item) for item in items]


def _question(item: Any) -> Question:
    return Question(
        code=item.code,
        node=item.node.code,
        points=tuple(sorted({option.points for option in item.options.all()})),
        allows_unknown=item.allows_unknown,
    )


def _begin(campaign: Campaign, day: date) -> None:
    """In some schools a teacher has begun."""
    rows = Assignment.objects.filter(campaign=campaign, received=[0] * len(ROLES))
    for assignment in rows.select_related("campaign", "school").order_by("pk")[:BEGUN]:
        token = open_session(assignment=assignment, role="GS", day=day)
        begin_filling(door=door_of(token), day=day)
