from __future__ import annotations

import numpy as np
from engine.drawing import compiled, framework_document, packed
from engine.reference import Submission

from sakaguru.engine.change import (
    change_of_schools,
    common_nodes,
    jumps,
)
from sakaguru.engine.executors.local import score_schools


def cycle(codes, points, scale=7, **options):
    """One school; each standard has one leaf with one DATA item out of 7."""
    nodes, items = [], []
    for code in codes:
        nodes += [
            {"code": code, "parent": None, "kind": "standard"},
            {"code": f"{code}.1", "parent": code, "kind": "indicator"},
            {"code": f"{code}.1.1", "parent": f"{code}.1", "kind": "subindicator"},
        ]
        items.append({"code": code, "role": "DATA", "node": f"{code}.1.1", "max": 7})
    instrument = compiled(framework_document(nodes, scale=scale), items)
    submission = Submission("S", "d", "DATA", dict(zip(codes, points, strict=True)))
    answers = packed(instrument, [submission], ["S"])
    return score_schools(instrument, answers, schools=1, **options)


def named(pairs, earlier, later):
    return [
        (earlier.framework.codes[a], later.framework.codes[b])
        for a, b in zip(pairs.earlier, pairs.later, strict=True)
    ]


def test_nodes_are_paired_by_code_and_the_total_with_them():
    earlier, later = cycle(["1", "2"], [1, 2]), cycle(["2", "1"], [3, 4])

    pairs = common_nodes(earlier, later)

    assert [a for a, b in named(pairs, earlier, later) if a == b] == [
        "*", "1", "1.1", "1.1.1", "2", "2.1", "2.1.1",
    ]  # fmt: skip


def test_the_total_is_not_compared_when_a_standard_is_new_or_gone():
    small, large = cycle(["1"], [1]), cycle(["1", "2"], [3, 4])

    for earlier, later in ((small, large), (large, small)):
        pairs = common_nodes(earlier, later)
        assert named(pairs, earlier, later)[0] == ("1", "1")


def test_a_crosswalk_pairs_nodes_whose_codes_changed():
    earlier, later = cycle(["1", "2"], [1, 2]), cycle(["2", "3"], [5, 6])
    crosswalk = {"1": "3", "1.1": "3.1", "1.1.1": "3.1.1"}

    pairs = common_nodes(earlier, later, crosswalk)

    assert dict(named(pairs, earlier, later)) == {
        "*": "*", "1": "3", "1.1": "3.1", "1.1.1": "3.1.1",
        "2": "2", "2.1": "2.1", "2.1.1": "2.1.1",
    }  # fmt: skip
    assert change_of_schools(earlier, later, pairs).change[0].tolist() == [
        4.0, 5.0, 5.0, 5.0, 3.0, 3.0, 3.0,
    ]  # fmt: skip


def test_a_code_that_the_crosswalk_gave_away_is_not_paired_again():
    earlier, later = cycle(["1", "2"], [1, 2]), cycle(["2"], [5])

    pairs = common_nodes(earlier, later, {"1": "2", "1.1": "2.1", "1.1.1": "2.1.1"})

    assert named(pairs, earlier, later) == [
        ("1", "2"), ("1.1", "2.1"), ("1.1.1", "2.1.1"),
    ]  # fmt: skip


def test_nothing_in_common_gives_nothing():
    earlier, later = cycle(["1"], [1]), cycle(["2"], [5])

    pairs = common_nodes(earlier, later)

    assert change_of_schools(earlier, later, pairs).change.shape == (1, 0)


def test_points_of_another_scale_are_not_compared():
    earlier, later = cycle(["1"], [1], scale=4), cycle(["1"], [5])

    pairs = common_nodes(earlier, later)

    assert named(pairs, earlier, later) == []
    assert jumps(earlier, later, pairs) == []


def test_without_errors_nothing_is_proven():
    earlier, later = cycle(["1"], [1], errors=False), cycle(["1"], [5])

    change = change_of_schools(earlier, later, common_nodes(earlier, later))

    assert change.change[0, 0] == 4
    assert np.isnan(change.se[0, 0])
    assert change.verdict[0, 0] == 0


def test_a_rise_of_a_standard_beyond_one_and_a_half_is_a_jump():
    earlier, later = (
        cycle(["1", "2", "3"], [1, 2, 7]),
        cycle(["1", "2", "3"], [3, 3, 1]),
    )

    found = jumps(earlier, later, common_nodes(earlier, later))

    assert found == [(0, "1", 2.0)]
