"""What a map says about a unit."""

from __future__ import annotations

import math

import pytest

from sakaguru.scoring.logic.levels import Band
from sakaguru.scoring.logic.regions import (
    Need,
    RegionCells,
    SchoolCells,
    region_shown,
    school_shown,
    without_order,
)

BANDS = tuple(
    Band(number, {"id": f"T{number}"}, up_to)
    for number, up_to in enumerate((2.04, 3.70, 5.06, 6.66, 7.0), start=1)
)
SOME = (3.0, 3.5, 4.0, 4.5, 5.0)
NONE = (math.nan,) * 5


def region(**changes):
    values = {
        "code": "33.02",
        "name": "Banyumas",
        "tier": 3,
        "schools": 20,
        "not_invited": 2,
        "not_sent": 2,
        "insufficient": 2,
        "counted": 14,
        "mean": 4.005,
        "error": 0.1,
        "mean_by_pupils": 4.2,
        "quantiles": SOME,
        "per_level": (0, 2, 10, 2, 0),
    }
    return RegionCells(**{**values, **changes})


def test_a_region_shows_its_mean_level_and_gap():
    shown = region_shown(region(), BANDS)

    assert (shown.mean, shown.level.number, shown.gap) == (4.01, 3, 2.0)
    assert (shown.invited, shown.sent) == (18, 16)


def test_a_hidden_region_shows_counts_of_schools_and_nothing_else():
    shown = region_shown(region(), BANDS, hidden=True)

    assert (shown.mean, shown.level, shown.error, shown.quantiles) == (
        None,
        None,
        None,
        (),
    )
    assert shown.per_level == (0,) * 5
    assert shown.gap is None
    assert shown.counted == 14


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, "counted"),
        ({"counted": 0, "insufficient": 16}, "insufficient"),
        ({"counted": 0, "insufficient": 0, "not_sent": 18}, "not_sent"),
        (
            {"counted": 0, "insufficient": 0, "not_sent": 0, "not_invited": 20},
            "not_invited",
        ),
    ],
)
def test_a_tile_says_why_it_has_no_level(changes, state):
    nothing = {"mean": math.nan, "quantiles": NONE} if changes else {}

    assert region_shown(region(**nothing, **changes), BANDS).state == state


@pytest.mark.parametrize(
    ("changes", "needs"),
    [
        ({}, []),
        ({"not_sent": 6}, [Need.SILENT]),
        ({"insufficient": 5}, [Need.INSUFFICIENT]),
        ({"per_level": (2, 4, 6, 2, 0)}, [Need.WEAK]),
        ({"quantiles": (2.0, 3.0, 4.0, 5.0, 6.0)}, [Need.WIDE]),
    ],
)
def test_a_region_needs_attention_for_a_reason(changes, needs):
    assert region_shown(region(**changes), BANDS).needs == needs


def school(state="counted", score=4.0, *, sufficient=True, hidden=False):
    return SchoolCells("1", "SD", "NEGERI", state, score, sufficient, hidden, 40)


@pytest.mark.parametrize(
    ("cells", "state", "score", "needs"),
    [
        (school(), "counted", 4.0, []),
        (school(score=2.5), "counted", 2.5, [Need.WEAK]),
        (school(sufficient=False), "insufficient", None, [Need.INSUFFICIENT]),
        (school(score=math.nan), "insufficient", None, [Need.INSUFFICIENT]),
        (
            school("not_sent", math.nan, sufficient=False),
            "not_sent",
            None,
            [Need.SILENT],
        ),
        (school("not_invited", math.nan, sufficient=False), "not_invited", None, []),
        (school(hidden=True), "counted", None, []),
    ],
)
def test_a_school_in_a_list_shows_its_level_only_where_it_counts(
    cells, state, score, needs
):
    shown = school_shown(cells, BANDS)

    assert (shown.state, shown.score, shown.needs) == (state, score, needs)


@pytest.mark.parametrize(("counted", "shown"), [(19, False), (20, True)])
def test_outsiders_see_quantiles_of_enough_schools_only(counted, shown):
    every = region_shown(region(counted=counted), BANDS)

    seen = without_order(every)

    assert (seen.quantiles == every.quantiles) is shown
    assert (seen.mean_by_pupils is None) is not shown
    assert seen.mean == every.mean
    assert (seen.gap is None) is not shown
