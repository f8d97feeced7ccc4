"""Nothing hidden follows from all that a role can fetch, over tiers, parts, forms."""

from __future__ import annotations

import io
import os
from math import isnan

import pytest
from django.urls import reverse
from factories.scoring import AT, compute
from matrix.keeping import say
from privacy.attack import WIDE, region_puzzle, school_puzzle
from privacy.districts import DAY, District
from python_calamine import CalamineWorkbook

from sakaguru.accounts.models import Counted
from sakaguru.core.access import Actor
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience, Segment
from sakaguru.scoring.logic.disclosure import ROLE_BOUNDS
from sakaguru.scoring.logic.frames import ROLES, TOTAL
from sakaguru.scoring.models import RegionResult, SchoolResult
from sakaguru.scoring.queries.cards import school_card
from sakaguru.scoring.queries.frames import frame_of
from sakaguru.scoring.queries.maps import may_see_map, quality_map, sees_below
from sakaguru.scoring.services.publications import TooCloseToEarlier, publish_run
from sakaguru.scoring.web import sheets

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
DISTRICTS, PARTS = (1000, 20) if LONG else (10, 1)
FEW = (1, 2, 4)
"""How often a school is common, small, or has few answers, where it is hard."""
MOST_HIDDEN = 0.05

pytestmark = pytest.mark.django_db


def cards_of(made):
    """Of each school: what the card's sheet tells by code, and what is stored."""
    for school in made.schools:
        result = SchoolResult.objects.get(run=made.run, organisation=school)
        rows = sheets.card_rows(school_card(school, made.run.pk))
        yield result, {row["code"] or TOTAL: row for row in rows}


def broken_cards(made):
    """Cells whose interval is too narrow, and how many were tried."""
    frame, found, count = frame_of(made.run), [], 0
    for result, sheet in cards_of(made):
        puzzle, cells = school_puzzle(sheet, result, made.run, frame)
        for cell in cells:
            width = puzzle.width(cell.unknown)
            count += 1
            if width < cell.least:
                found.append((result.code, cell.name, round(width, 2)))
    return found, count


def viewers(made):
    """Who may see a region's sum and not all schools of it: by their place."""
    cluster = made.campaign_world.cluster
    places = [(made.schools[0], Role.HEAD), (cluster, Role.FACILITATOR)]
    places += [(area, Role.SUPERVISOR) for area in made.areas]
    for unit, role in places:
        yield unit, Actor(0, unit.path, frozenset({role}))


def units_above(made):
    return [made.district, *made.areas, *{s.parent for s in made.schools}]


def told_to(made, actor):
    """Every mean of a unit that the actor may open, by unit, part and node."""
    frame, told = frame_of(made.run), {}
    for unit in units_above(made):
        if not may_see_map(actor, unit) or sees_below(actor, unit):
            continue
        for segment in Segment:
            for node in (TOTAL, *frame.standards):
                found = quality_map(
                    actor, unit, made.run.pk, node=node, segment=segment
                )
                if found.segment is segment:
                    told[unit.code, segment, node] = found.region.mean
                    beside = {c: mean for c, mean, _ in found.standards}
                    assert beside.get(node, found.region.mean) == found.region.mean
    return told


def counted_schools(made, nodes):
    """Per unit, part and node: the schools that count there; and all scores."""
    results = list(SchoolResult.objects.filter(run=made.run))
    places = {node: made.run.nodes.index(node) for node in nodes}
    scores = {
        (r.code, node): r.scores[place]
        for r in results
        for node, place in places.items()
        if not isnan(r.scores[place])
    }
    members = {}
    for region in RegionResult.objects.filter(run=made.run):
        for node, place in places.items():
            inside = [
                r.code
                for r in results
                if r.path.startswith(region.path)
                and region.segment in {Segment.ALL, r.status}
                and r.sufficient[place]
                and (r.code, node) in scores
            ]
            assert len(inside) == region.counted[place], (region.code, node)
            members[region.code, region.segment, node] = inside
    return members, scores


def broken_regions(made):
    standards = frame_of(made.run).standards
    members, scores = counted_schools(made, [TOTAL, *standards])
    paths = dict(SchoolResult.objects.filter(run=made.run).values_list("code", "path"))
    found, count = [], 0
    for unit, actor in viewers(made):
        own = {k: s for k, s in scores.items() if paths[k[0]].startswith(unit.path)}
        puzzle = region_puzzle(told_to(made, actor), members, own, scores, standards)
        for key in scores.keys() - own.keys():
            count += 1
            width = puzzle.width(key)
            if width < WIDE:
                found.append((unit.tier, key, round(width, 2)))
    return found, count


def beyond(made):
    """Scores of nodes hidden although neither they nor one partner of theirs must be.

    Gives (beyond, all) of the school-level scores.
    """
    hidden = primary = every = 0
    for result in SchoolResult.objects.filter(run=made.run):
        every += sum(not isnan(score) for score in result.scores)
        hidden += sum(
            h and not isnan(s)
            for h, s in zip(result.hidden, result.scores, strict=True)
        )
        primary += sum(must_hide(result, row) for row in range(len(made.run.leaves)))
    return max(0, hidden - 2 * primary), every


def must_hide(result, row):
    """A sub-indicator that one small group alone speaks about, or no two of any."""
    wide = len(ROLES)
    n = {role: result.role_n[wide * row + ROLES.index(role)] for role in ROLE_BOUNDS}
    speaking = {role: k for role, k in n.items() if k > 0}
    alone = len(speaking) == 1 and any(k < ROLE_BOUNDS[r] for r, k in speaking.items())
    return bool(speaking) and (alone or max(speaking.values()) == 1)


@pytest.mark.parametrize("part", range(PARTS))
def test_no_protected_cell_of_random_districts_follows(part):
    broken, cells, hidden, every = [], 0, 0, 0
    each = DISTRICTS // PARTS
    seeds = range(part * each, (part + 1) * each)
    for seed in seeds:
        made = District(
            seed, schools=6 + seed % 9, often=FEW if seed % 2 else (6, 3, 1)
        )
        for found, count in (broken_cards(made), broken_regions(made)):
            broken += [(seed, *each) for each in found]
            cells += count
        if not seed % 2:
            more, total = beyond(made)
            hidden, every = hidden + more, every + total
    say(
        f"{len(seeds)} districts, {cells} protected cells, {len(broken)} broken; "
        f"{hidden} of {every} scores hidden beyond what must be"
    )

    assert not broken, broken[:20]
    assert hidden <= MOST_HIDDEN * every


def fetched(client, made):
    """All tables that somebody can fetch: every card, and every map in both forms."""
    Counted.objects.all().delete()  # how often one may ask is no matter of this
    found = {}
    for school in made.schools:
        address = reverse("scoring:card-sheet", args=[school.code])
        found["card", school.code] = cells(client.get(address), "xlsx")
    for unit in units_above(made):
        for form in ("xlsx", "csv"):
            for segment in Segment:
                address = reverse("scoring:map-sheet", args=[unit.code, form])
                response = client.get(address, {"status": segment})
                found["map", unit.code, segment, form] = cells(response, form)
    return found


def cells(response, form):
    """Rows of a file by their first words; None where there is no file."""
    if response.status_code != 200:
        return None
    if form == "csv":
        lines = response.content.decode("utf-8-sig").splitlines()
        return [line.replace(",", ".").split(";") for line in lines]
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    return [[plain(value) for value in row] for row in rows]


def plain(value):
    if isinstance(value, float):
        return f"{value:g}"
    return str(value)


def test_all_forms_tell_the_same_and_a_second_publication_one_answer_apart_is_refused(
    client_as, actor_at
):
    made = District(1, schools=7, often=FEW)
    readers = [client_as(made.schools[0], Role.HEAD)]
    readers += [client_as(made.district, Role.VIEWER)]
    before = [fetched(reader, made) for reader in readers]
    assert sum(rows is not None for rows in before[0].values()) >= 10
    for told in before:
        for key in [k for k in told if k[-1] == "csv"]:
            same_figures(told[key], told[(*key[:3], "xlsx")])

    assignment = made.campaign.assignments.get(school=made.schools[0])
    made.sheet(assignment, "SS", 0.1).save()
    again = compute(made.campaign)
    with pytest.raises(TooCloseToEarlier):
        publish_run(
            actor=actor_at(made.district, Role.HEAD),
            run=again,
            audience=Audience.SCHOOL,
            at=AT,
            today=DAY,
        )

    assert [fetched(reader, made) for reader in readers] == before


def same_figures(csv, xlsx):
    """Both have the same cells filled, and the same figures within the last digit."""
    if csv is None:
        assert xlsx is None
        return
    for left, right in zip(csv[1:], xlsx[1:], strict=True):
        filled = [(a, b) for a, b in zip(left, right, strict=False) if a or b]
        assert all(a and b for a, b in filled), filled
        for a, b in filled:
            if a.replace(".", "").isdigit() and b.replace(".", "").isdigit():
                assert abs(float(a) - float(b)) <= 0.0051
