"""What no rule draws: refusals, empty things, many things."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import product

import numpy as np
import pyarrow as pa
import pytest
from engine.drawing import compiled, framework_document, instrument_document, packed
from engine.reference import Submission, quantile
from engine.test_kernel import KINDS, bytes_of
from engine.test_shrinkage import ITEMS, NODES, made

from sakaguru.engine import alone, errors_of_scores, kernel, rollup
from sakaguru.engine.alone import gather_alone
from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.command.cells import BAD, number_codes
from sakaguru.engine.command.outputs import FLAGS, TableWriter, role_columns
from sakaguru.engine.disparity import disparity
from sakaguru.engine.executors.local import score_schools
from sakaguru.engine.faults import InputFaults
from sakaguru.engine.framework import compile_framework
from sakaguru.engine.incremental import rescore
from sakaguru.engine.instruments import compile_instrument
from sakaguru.engine.packing import MISSING
from sakaguru.engine.quality import claims_against_data, twins
from sakaguru.engine.role_gaps import role_gaps
from sakaguru.engine.rollup import Tier, gather, roll_up
from sakaguru.engine.scores import empty_scores, levels_of, rounded
from sakaguru.engine.tallies import Room, tally_role


def test_a_wrong_framework_is_refused_with_all_faults():
    document = framework_document(NODES, {"XX": 1}, scale=0)

    with pytest.raises(InputFaults) as caught:
        compile_framework(document)

    assert len(caught.value.faults) == 2
    assert str(caught.value) == "; ".join(caught.value.faults)


def test_a_wrong_instrument_is_refused():
    framework = compile_framework(framework_document(NODES))
    document = instrument_document([ITEMS[0] | {"max": 0}])

    with pytest.raises(InputFaults, match="max must be"):
        compile_instrument([document], framework)


def test_levels_are_read_from_rounded_scores():
    framework = compile_framework(framework_document(NODES))
    score = np.array([2.0449, 2.045, 3.70499999999, 7.0, 7.4, np.nan])

    assert rounded(score)[:5].tolist() == [2.04, 2.05, 3.71, 7.0, 7.4]
    assert levels_of(score, framework).tolist() == [1, 2, 3, 5, 5, 0]


def test_a_school_that_was_not_scored_has_no_score_whatever_lay_in_memory():
    instrument = compiled(framework_document(NODES), ITEMS)

    room = empty_scores(instrument, 20_000, errors=True, roles=True)

    assert np.isnan(room.score).all()
    assert np.isnan(room.se).all()
    assert not room.level.any()


def test_the_gap_of_a_region_is_p90_minus_p10():
    scores = made([1.0, 2.0, 4.0, 7.0], [0.0] * 4)

    (regions,) = roll_up(scores, [Tier("x", np.zeros(4, int), 1)])

    assert regions.gap[0, 0] == pytest.approx(6.1 - 1.3)


def test_segments_come_after_all_schools():
    scores = made([1.0, 2.0, 4.0, 7.0], [0.0] * 4)
    mask = np.array([True, False, True, False])

    every, some = roll_up(
        scores, [Tier("x", np.zeros(4, int), 1)], segments={"NEGERI": mask}
    )

    assert (every.segment, some.segment) == ("", "NEGERI")
    assert (every.counted[0, 0], some.counted[0, 0]) == (4, 2)
    assert some.mean[0, 1] == 2.5


def test_pupils_weigh_the_second_mean():
    scores = made([1.0, 4.0, 7.0], [0.0] * 3, [True, True, False])
    pupils = np.array([300, 100, 50])

    (regions,) = roll_up(scores, [Tier("x", np.zeros(3, int), 2)], pupils=pupils)

    assert regions.weighted_mean[0, 0] == pytest.approx(1.75)
    assert regions.mean[0, 0] == 2.5
    assert np.isnan(regions.weighted_mean[1]).all()


MANY = [33, 300, 5000]


@pytest.mark.parametrize("schools", MANY)
def test_quantiles_of_many_schools_are_exact(schools, monkeypatch):
    """More than are sorted whole; some of one value, so that one bin holds most."""
    chance = np.random.default_rng(schools)
    score = np.round(np.clip(chance.normal(4, 1.2, schools), 0, 7), 3)
    score[: schools // 3] = 7.0
    score[schools // 2 : schools // 2 + 5] = 0.0
    scores = made(score, chance.random(schools))
    tier = Tier("x", np.zeros(schools, int), 1)

    expected = [quantile(score.tolist(), p) for p in (0.1, 0.25, 0.5, 0.75, 0.9)]
    for loops, gathering in product((kernel.loops(), *KINDS), (gather, gather_alone)):
        for module in (rollup, alone):
            monkeypatch.setattr(module, "loops", lambda loops=loops: loops)
        (regions,) = roll_up(scores, [tier], gathering=gathering)
        assert regions.quantiles[0, 0].tolist() == expected


def test_scores_beyond_the_scale_do_no_harm(monkeypatch):
    """No score lies there; if one did, bins must not be written beside their room."""
    chance = np.random.default_rng(2)
    score = chance.normal(3.5, 9.0, 2000)
    scores = made(score, chance.random(2000))
    tier = Tier("x", np.zeros(2000, int), 1)

    expected = [quantile(score.tolist(), p) for p in (0.1, 0.25, 0.5, 0.75, 0.9)]
    for loops, gathering in product((kernel.loops(), *KINDS), (gather, gather_alone)):
        for module in (rollup, alone):
            monkeypatch.setattr(module, "loops", lambda loops=loops: loops)
        (regions,) = roll_up(scores, [tier], gathering=gathering)
        assert regions.quantiles[0, 0].tolist() == expected


def test_threads_do_not_change_regions(monkeypatch):
    chance = np.random.default_rng(1)
    scores = made(chance.random(50) * 7, chance.random(50))
    tier = Tier("x", np.arange(50) // 10, 5)
    (one,) = roll_up(scores, [tier])
    for module in (rollup, alone):
        monkeypatch.setattr(module, "WORTH_THREADS", 0)

    for workers, gathering in product((1, 2, 3, 50), (gather, gather_alone)):
        way = partial(gathering, workers=workers)
        (other,) = roll_up(scores, [tier], gathering=way)

        assert one.quantiles.tobytes() == other.quantiles.tobytes()
        assert one.mean.tobytes() == other.mean.tobytes()
        assert one.se.tobytes() == other.se.tobytes()


def wide_scores(schools=90):
    """More nodes than a block holds, some schools not counted on some nodes."""
    nodes = [
        {"code": "1", "parent": None, "kind": "standard"},
        {"code": "1.1", "parent": "1", "kind": "indicator"},
        *(
            {"code": f"1.1.{n}", "parent": "1.1", "kind": "subindicator"}
            for n in range(17)
        ),
    ]
    item = {"role": "SS", "max": 7}
    items = [{"code": f"I{n}", "node": f"1.1.{n}"} | item for n in range(17)]
    scores = empty_scores(
        compiled(framework_document(nodes), items), schools, errors=True, roles=False
    )
    chance = np.random.default_rng(5)
    scores.score[:] = chance.random(scores.score.shape) * 7
    scores.se[:] = chance.random(scores.score.shape)
    scores.se[chance.random(scores.score.shape) < 0.1] = np.nan
    scores.level[:] = chance.integers(0, 6, scores.score.shape)
    scores.level[:, 4] = 0
    return scores


def test_all_tiers_at_once_are_each_tier_alone_however_they_are_computed(monkeypatch):
    scores = wide_scores()
    place = np.arange(90)
    tiers = [
        Tier("gugus", place // 4, 23),
        Tier("odd", np.where(place % 3 > 1, -1, (place * 7) % 3), 3),
        Tier("nation", place * 0, 1),
        Tier("nobody", place * 0 - 1, 2),
    ]
    segments = {"NEGERI": place % 2 > 0}
    names = ("counted", "mean", "se", "quantiles", "levels", "insufficient")
    together = roll_up(scores, tiers, segments=segments)

    single = [
        one for tier in tiers for one in roll_up(scores, [tier], segments=segments)
    ]
    assert [bytes_of(r, names) for r in single] == [
        bytes_of(r, names) for r in together
    ]
    for loops in KINDS:
        monkeypatch.setattr(rollup, "loops", lambda loops=loops: loops)
        monkeypatch.setattr(alone, "loops", lambda loops=loops: loops)
        for gathering in (gather, gather_alone):
            again = roll_up(scores, tiers, segments=segments, gathering=gathering)
            assert [bytes_of(r, names) for r in again] == [
                bytes_of(r, names) for r in together
            ]
    value = scores.score[scores.level[:, 19] > 0, 19]
    assert together[4].mean[0, 19] == pytest.approx(value.mean())
    assert together[4].counted[0, 19] == len(value)


def test_a_region_without_units_has_no_disparity():
    scores = made([1.0, 4.0], [0.0, 0.0])

    apart = disparity(scores, Tier("x", np.array([0, 1]), 2), np.array([1, 1]), 2)

    assert np.isnan(apart.between[0]).all()
    assert apart.best[0].tolist() == [-1, -1, -1, -1]
    assert apart.gap[1, 0] == 3.0


def test_units_of_no_region_leave_all_regions_without_disparity():
    scores = made([1.0, 4.0], [0.0, 0.0])

    apart = disparity(scores, Tier("x", np.array([0, 1]), 2), np.array([-1, -1]), 1)

    assert np.isnan(apart.between).all()
    assert np.isnan(apart.gap_se).all()
    assert apart.worst.tolist() == [[-1] * 4]


def test_schools_that_are_all_alike_have_no_share_of_variance_by_noise():
    alike = 14 / 3 + np.array([0, 1, -1, 1, 0, 1]) * 8.881784197001252e-16
    scores = made(alike, [0.0] * 6)

    apart = disparity(
        scores, Tier("x", np.array([0, 1, 1, 2, 2, 2]), 3), np.zeros(3, int), 1
    )

    assert np.isnan(apart.between).all()
    assert apart.best.tolist() == apart.worst.tolist() == [[0] * 4]
    assert apart.gap[0] == pytest.approx(0.0)


def test_a_unit_that_counts_in_its_standards_only_is_not_the_best_in_the_total():
    scores = made([1.0, 4.0, 7.0], [0.0] * 3)
    scores.level[2, 0] = 0

    apart = disparity(scores, Tier("x", np.arange(3), 3), np.zeros(3, int), 1)

    assert apart.best[0].tolist() == [1, 2, 2, 2]
    assert apart.gap[0].tolist() == [3, 6, 6, 6]


def few_answers():
    instrument = compiled(framework_document(NODES), ITEMS)
    submissions = [Submission("A", "a", "SS", {"A": 3}), Submission("B", "b", "SS", {})]
    return instrument, packed(instrument, submissions, ["A", "B"])


def test_memory_used_again_holds_nothing_of_before():
    instrument, answers = few_answers()
    given, room = answers["SS"], Room()
    part = instrument.part("SS")
    both = tally_role(part, given.body, given.rows_of(0, 2), room).sums.tolist()

    again = tally_role(part, given.body[1:], np.array([0, 1]), room)

    assert (both, again.sums.tolist()) == ([[3], [0]], [[0]])
    assert again.valid.tolist() == [0]


def test_rescoring_without_population_is_the_full_run_without_it():
    instrument, answers = few_answers()
    options = {"schools": 2, "errors": False, "roles": False}
    scores = score_schools(instrument, {}, **options)

    rescore(scores, answers, np.array([0, 1]))

    expected = score_schools(instrument, answers, **options)
    assert scores.score.tobytes() == expected.score.tobytes()
    assert scores.sent.tolist() == [True, False]
    assert len(scores) == 2


def test_errors_of_some_nodes_are_the_same_however_they_are_computed(monkeypatch):
    instrument = compiled(framework_document(NODES), ITEMS)
    said = [("A", "a", 3), ("A", "b", 1), ("A", "c", 4), ("B", "d", 2)]
    submissions = [Submission(s, r, "SS", {"A": points}) for s, r, points in said]
    answers = packed(instrument, submissions, ["A", "B"])
    total = np.array([0])
    whole = score_schools(instrument, answers, schools=2)
    assert whole.se[0, 0] > 0

    for loops in (kernel.loops(), *KINDS):
        monkeypatch.setattr(errors_of_scores, "loops", lambda loops=loops: loops)
        found = score_schools(instrument, answers, schools=2, errors_for=total)

        assert found.se[:, 0].tobytes() == whole.se[:, 0].tobytes()
        assert np.isnan(found.se[:, 1:]).all()


def test_whole_numbers_of_parquet_beyond_their_item_are_bad():
    for kind in (pa.int8(), pa.int64(), pa.uint8()):
        column = pa.array([1, 9, None, 3], kind)

        assert number_codes(column, 3).tolist() == [1, BAD, MISSING, 3]
    assert number_codes(pa.array([0, -1, None]), 3).tolist() == [0, BAD, MISSING]
    assert number_codes(pa.array([0, 3, None]), 3).tolist() == [0, 3, MISSING]


def test_figures_of_roles_are_needed_where_roles_are_compared():
    instrument, answers = few_answers()
    scores = score_schools(instrument, answers, schools=2, roles=False)

    for use in (
        claims_against_data,
        lambda scores: role_gaps(scores, answers),
        lambda scores: role_columns(scores, ["A", "B"]),
    ):
        with pytest.raises(ValueError, match="role figures"):
            use(scores)


def test_more_twins_than_there_is_room_for_are_all_found():
    body = np.tile(np.arange(24, dtype=np.uint8), (40, 1))
    answers = RoleAnswers(np.zeros(40, np.int32), body)

    found = twins(answers, np.zeros(40, np.bool_))

    assert len(found.first) == 40 * 39 / 2
    assert (found.share == 1).all()
    assert (found.first < found.second).all()


def test_two_schools_differ_in_nothing_but_their_errors(monkeypatch):
    scores = made([4.0, 4.0], [1.0, 2.0])
    other = replace(scores, se=None)

    (with_errors,) = roll_up(scores, [Tier("x", np.zeros(2, int), 1)])
    for loops in (kernel.loops(), *KINDS):
        for module in (rollup, alone):
            monkeypatch.setattr(module, "loops", lambda loops=loops: loops)
        tiers = [Tier("x", np.zeros(2, int), 1)]
        (single,) = roll_up(other, tiers, gathering=gather_alone)
        assert np.isnan(single.se).all()
        assert single.mean.tobytes() == with_errors.mean.tobytes()
        (without,) = roll_up(other, tiers)
        assert with_errors.mean.tobytes() == without.mean.tobytes()
        assert np.isnan(without.se).all()


def test_a_file_that_cannot_be_made_stops_the_run(tmp_path):
    def broken():
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):  # noqa: SIM117 -- two promises
        with TableWriter(tmp_path, "flags", FLAGS, parquet=False, csv=True) as file:
            file.write(broken)
    with pytest.raises(RuntimeError, match="elsewhere"):  # noqa: SIM117
        with TableWriter(tmp_path, "flags", FLAGS, parquet=True, csv=True):
            raise RuntimeError("elsewhere")


def test_codes_and_versions_may_be_whole_numbers():
    framework = {**framework_document(NODES), "version": 2026}

    assert compiled(framework, ITEMS).framework.version == "2026"
