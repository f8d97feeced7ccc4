"""Answers that arrive one after the other end in the bytes of a full run."""

from __future__ import annotations

import numpy as np
import pytest
from engine.drawing import (
    compiled,
    framework_document,
    packed,
    population_array,
)
from engine.reference import Submission
from engine.test_kernel import FIGURES, bytes_of
from engine.test_reference import SCHOOLS, worlds
from engine.test_shrinkage import ITEMS, NODES
from hypothesis import given, settings
from hypothesis import strategies as st

from sakaguru.engine import incremental
from sakaguru.engine.answers import (
    RoleAnswers,
    answers_from_bodies,
    in_canonical_order,
    kept_rows,
)
from sakaguru.engine.executors import local
from sakaguru.engine.executors.local import (
    Piece,
    iterate_scores,
    score_pieces,
    score_schools,
)
from sakaguru.engine.incremental import refresh, rescore
from sakaguru.engine.rollup import Tier, roll_up
from sakaguru.engine.scores import NodeScores, empty_scores

TIERS = [
    Tier("gugus", np.array([0, 1, -1, 0]), 2),
    Tier("nation", np.zeros(4, int), 1),
]
ALL = (*FIGURES, "role_score", "role_n")
TOLD = FIGURES
HELD = ("score", "se", "level", "respondents")
REGION = (
    "schools", "not_invited", "not_sent", "insufficient", "counted", "mean", "se",
    "quantiles", "levels", "weighted_mean",
)  # fmt: skip
PUPILS = np.array([10, 20, 30, 40])


def full(world, submissions):
    framework, items, _, population = world
    instrument = compiled(framework, items)
    answers = {
        role: in_canonical_order(given)
        for role, given in packed(instrument, submissions, SCHOOLS).items()
    }
    people = population_array(population, SCHOOLS)
    return (
        answers,
        people,
        score_schools(instrument, answers, schools=len(SCHOOLS), population=people),
    )


@settings(
    settings.get_profile("engine"),
    max_examples=25,
    suppress_health_check=["function_scoped_fixture"],
)
@given(
    world=worlds(),
    large=st.integers(0, 4),
    few=st.sampled_from((0, 0.5, 2)),
    invited=st.sampled_from((None, np.array([True, False, True, False]))),
    data=st.data(),
)
def test_arrivals_in_any_order_and_batches_end_like_a_full_run(
    monkeypatch, world, large, few, invited, data
):
    """Groups of more than ``large`` schools are gathered by themselves."""
    monkeypatch.setattr(incremental, "LARGE", large)
    monkeypatch.setattr(incremental, "FEW", few)
    known = {"invited": invited, "pupils": PUPILS if few else None}
    names = REGION if few else REGION[:-1]
    submissions = data.draw(st.permutations(world[2]))
    _, _, scores = full(world, [])
    held = NodeScores(
        instrument=scores.instrument,
        **{name: getattr(scores, name).copy() for name in HELD},
    )
    regions = [roll_up(scores, [tier], **known)[0] for tier in TIERS]

    arrived = 0
    while arrived < len(submissions):
        more = data.draw(st.integers(1, 4))
        fresh = submissions[arrived : arrived + more]
        arrived += more
        dirty = np.array([SCHOOLS.index(s.school) for s in fresh])
        answers, people, expected = full(world, submissions[:arrived])
        rescore(scores, answers, dirty, population=people)
        rescore(held, answers, dirty, population=people)
        for tier, region in zip(TIERS, regions, strict=True):
            refresh(region, held, tier, dirty, **known)

        assert bytes_of(scores, ALL) == bytes_of(expected, ALL)
        assert bytes_of(held, HELD) == bytes_of(expected, HELD)
        for tier, region in zip(TIERS, regions, strict=True):
            (whole,) = roll_up(expected, [tier], **known)
            assert bytes_of(region, names) == bytes_of(whole, names)


@settings(settings.get_profile("engine"), max_examples=15)
@given(world=worlds())
def test_chunks_and_workers_do_not_change_a_byte(world):
    framework, items, submissions, _ = world
    instrument = compiled(framework, items)
    answers = packed(instrument, submissions, SCHOOLS)
    whole = score_schools(instrument, answers, schools=4)
    before = local.CHUNK
    local.CHUNK = 1
    try:
        pieces = list(iterate_scores(instrument, answers, schools=4, workers=2))
        single = score_schools(instrument, answers, schools=4, workers=3)
    finally:
        local.CHUNK = before

    assert [first for first, _ in pieces] == [0, 1, 2, 3]
    assert bytes_of(single, ALL) == bytes_of(whole, ALL)
    for name in ALL:
        joined = np.concatenate([getattr(piece, name) for _, piece in pieces])
        assert joined.tobytes() == getattr(whole, name).tobytes()


@settings(settings.get_profile("engine"), max_examples=15)
@given(world=worlds())
def test_pieces_give_the_bytes_of_all_at_once(world):
    framework, items, submissions, population = world
    instrument = compiled(framework, items)
    people = population_array(population, SCHOOLS)
    for given_people in (None, people):
        answers = packed(instrument, submissions, SCHOOLS)
        whole = score_schools(instrument, answers, schools=4, population=given_people)

        def loaded(first, last):
            inside = [s for s in submissions if s.school in SCHOOLS[first:last]]
            return lambda: packed(instrument, inside, SCHOOLS[first:last])

        told = empty_scores(instrument, 4, errors=True, roles=False)

        def keep(piece, scores, told=told):
            told.put(slice(piece.first, piece.last), scores)

        pieces = [Piece(0, 1, loaded(0, 1)), Piece(1, 4, loaded(1, 4))]
        found = score_pieces(
            instrument, pieces, schools=4, population=given_people, each=keep
        )
        assert bytes_of(told, TOLD) == bytes_of(whole, TOLD)
        assert bytes_of(found, HELD) == bytes_of(whole, HELD)


@settings(settings.get_profile("engine"), max_examples=25)
@given(world=worlds())
def test_errors_of_some_nodes_are_the_bytes_of_all_errors(world):
    framework, items, submissions, population = world
    instrument = compiled(framework, items)
    answers = packed(instrument, submissions, SCHOOLS)
    people = population_array(population, SCHOOLS)
    some = np.concatenate([[0], instrument.framework.standards])
    others = np.delete(np.arange(len(instrument.framework.codes)), some)
    whole = score_schools(instrument, answers, schools=4, population=people)
    piece = [Piece(0, 4, lambda: answers)]
    chunks = iterate_scores(
        instrument, answers, schools=4, population=people, errors_for=some
    )

    for found in (
        score_schools(
            instrument, answers, schools=4, population=people, errors_for=some
        ),
        score_pieces(instrument, piece, schools=4, population=people, errors_for=some),
        next(chunks)[1],
    ):
        assert found.se[:, some].tobytes() == whole.se[:, some].tobytes()
        assert np.isnan(found.se[:, others]).all()
        assert found.score.tobytes() == whole.score.tobytes()


def test_schools_of_no_piece_have_no_score():
    instrument = compiled(framework_document(NODES), ITEMS)
    submissions = [Submission(s, s, "SS", {"A": 3}) for s in SCHOOLS[1:3]]
    answers = packed(instrument, submissions, SCHOOLS[1:3])

    piece = Piece(1, 3, lambda: answers)
    without = score_pieces(instrument, [piece], schools=4, errors=False)
    assert without.se is None

    found = score_pieces(instrument, [piece], schools=4)

    assert without.score.tobytes() == found.score.tobytes()
    assert np.isnan(found.score[[0, 3]]).all()
    assert np.isnan(found.se[[0, 3]]).all()
    assert not found.level[[0, 3]].any()
    assert found.score[1, 0] == found.score[2, 0] > 0


def test_the_room_of_a_large_piece_is_clean_for_a_small_one():
    instrument = compiled(framework_document(NODES), ITEMS)
    told = {}

    def loaded(schools):
        rows = [Submission(s, s, "SS", {"A": 3}) for s in schools]
        return lambda: packed(instrument, rows, schools)

    def keep(piece, scores):
        told[piece.first] = scores.n.copy(), scores.coverage.copy()

    pieces = [Piece(0, 3, loaded(SCHOOLS[:3])), Piece(3, 4, loaded(SCHOOLS[3:]))]
    score_pieces(instrument, pieces, schools=4, each=keep, workers=1)

    for large, small in zip(told[0], told[3], strict=True):
        assert large[:1].tobytes() == small.tobytes()


@settings(settings.get_profile("engine"), max_examples=15)
@given(world=worlds())
def test_the_order_of_arrival_does_not_change_a_byte(world):
    framework, items, submissions, _ = world
    instrument = compiled(framework, items)
    one = packed(instrument, submissions, SCHOOLS)
    renamed = [s.__class__(s.school, f"{99 - n}", s.role, s.points)
               for n, s in enumerate(submissions)]  # fmt: skip
    other = packed(instrument, renamed, SCHOOLS)

    for role in one:
        first, second = in_canonical_order(one[role]), in_canonical_order(other[role])
        assert first.school.tobytes() == second.school.tobytes()
        assert first.body.tobytes() == second.body.tobytes()


def test_rows_can_be_left_out():
    given = answers_from_bodies([1, 0], [b"\x01", b"\x02"], 1)

    assert kept_rows(given, np.array([True, False])).body.tolist() == [[2]]


def test_bodies_need_a_school_each_and_one_width():
    for schools, bodies in (([1], []), ([1], [b"\x01\x02"])):
        with pytest.raises(ValueError, match="one body of 1 bytes"):
            answers_from_bodies(schools, bodies, 1)


WRONG = [
    ([0, 0], [[1], [1]], 2),
    ([-1], [[1, 1]], 2),
    ([4], [[1, 1]], 2),
    ([1, 0], [[1, 1], [1, 1]], 2),
]


@pytest.mark.parametrize(("school", "body", "width"), WRONG)
def test_answers_of_another_shape_are_refused(school, body, width):
    items = [
        {"code": f"I{n}", "role": "SS", "node": "1.1.1", "max": 4} for n in range(width)
    ]
    instrument = compiled(framework_document(NODES), items)
    answers = RoleAnswers(np.array(school, np.int32), np.array(body, np.uint8))

    with pytest.raises(ValueError, match="SS: "):
        score_schools(instrument, {"SS": answers}, schools=4)


def test_regions_without_errors_are_brought_up_to_date_too():
    """Their errors are a NaN that takes no memory and cannot be written to."""
    instrument = compiled(framework_document(NODES), ITEMS)
    submissions = [Submission(s, s, "SS", {"A": 3}) for s in SCHOOLS]
    answers = packed(instrument, submissions, SCHOOLS)
    scores = score_schools(instrument, answers, schools=4, errors=False)
    regions = [roll_up(scores, [tier])[0] for tier in TIERS]
    expected = [bytes_of(region, REGION[:-1]) for region in regions]
    for region in regions:
        region.mean[:] = 9

    for tier, region in zip(TIERS, regions, strict=True):
        refresh(region, scores, tier, np.array([0, 1]))

    assert [bytes_of(region, REGION[:-1]) for region in regions] == expected
