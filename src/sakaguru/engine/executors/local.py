"""Score on this machine: threads over runs of schools."""

from __future__ import annotations

import os
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import local
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.roles import ROLES
from sakaguru.engine.scores import (
    UNKNOWN,
    NodeScores,
    SchoolScores,
    empty_scores,
    node_room,
    score_run,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.instruments import Instrument

CHUNK = 512
"""Schools that are scored together."""


def score_schools(
    instrument: Instrument,
    answers: Mapping[str, RoleAnswers],
    *,
    schools: int,
    population: NDArray[np.int64] | None = None,
    errors: bool = True,
    errors_for: NDArray[np.int64] | None = None,
    roles: bool = True,
    workers: int | None = None,
    done: Callable[[int], None] = lambda _: None,
) -> SchoolScores:
    """Score every school from packed answers (R1 to R9).

    Args:
        instrument: compiled questionnaires and standard set.
        answers: per role, rows ordered by school ordinal, 0 to ``schools`` - 1. A role
            that is left out has no answers.
        schools: how many school ordinals there are.
        population: people per school and role (schools x 6), -1 unknown.
        errors: whether to compute standard errors.
        errors_for: positions of the nodes whose errors are wanted, such as the
            standards and the total; all by default. Errors of other nodes are NaN.
        roles: whether to keep the figures of single roles (much memory for a nation).
        workers: threads; as many as processors by default.
        done: told how many schools are finished, now and then, from any thread.

    Returns:
        Scores that do not depend on ``workers``, to the last bit.

    Raises:
        ValueError: answers of a school that does not exist, or of another width.
    """
    _check(instrument, answers, schools)
    people = (
        np.full((schools, len(ROLES)), UNKNOWN) if population is None else population
    )
    room = empty_scores(instrument, schools, errors=errors, roles=roles, blank=False)

    def work(first: int) -> None:
        last = min(first + CHUNK, schools)
        mine = people[first:last]
        score_run(
            *(room.slice(first, last), answers, mine, first, last),
            errors_for=errors_for,
        )
        done(last - first)

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for _ in pool.map(work, range(0, schools, CHUNK)):
            pass
    return room


@dataclass(frozen=True, eq=False)
class Piece:
    """A run of schools whose answers are loaded, scored and let go together."""

    first: int
    last: int
    load: Callable[[], Mapping[str, RoleAnswers]]
    """Answers per role; ordinals count from the piece's first school."""


def score_pieces(
    instrument: Instrument,
    pieces: Iterable[Piece],
    *,
    schools: int,
    population: NDArray[np.int64] | None = None,
    errors: bool = True,
    errors_for: NDArray[np.int64] | None = None,
    each: Callable[[Piece, SchoolScores], None] = lambda *_: None,
    workers: int | None = None,
) -> NodeScores:
    """Score a nation from sealed answers without ever holding all of them.

    Threads load and score one piece each, such as a province. Schools of no piece have
    no answers. The same figures as `score_schools`; what regions are not gathered from
    is told to ``each``, from any thread, and let go with its piece.
    """
    room = node_room(instrument, schools, errors=errors)
    people = (
        np.full((schools, len(ROLES)), UNKNOWN) if population is None else population
    )
    absent = np.ones(schools, np.bool_)
    details = Details(instrument)

    def work(piece: Piece) -> None:
        answers = piece.load()
        size = piece.last - piece.first
        _check(instrument, answers, size)
        here = slice(piece.first, piece.last)
        absent[here] = False
        scores = details.beside(room.slice(here.start, here.stop))
        score_run(scores, answers, people[here], 0, size, errors_for=errors_for)
        each(piece, scores)

    with ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool:
        for _ in pool.map(work, pieces):
            pass
    _give_back()
    room.score[absent] = np.nan
    if room.se is not None:
        room.se[absent] = np.nan
    return room


class Details(local):
    """Each thread's room for what a piece has beside its `NodeScores`, used again."""

    def __init__(self, instrument: Instrument) -> None:
        self.held = empty_scores(instrument, 0, errors=False, roles=False)

    def beside(self, scores: NodeScores) -> SchoolScores:
        size = len(scores)
        if len(self.held) < size:
            self.held = empty_scores(
                scores.instrument, size, errors=False, roles=False, blank=False
            )
        room = self.held
        room.n[:size] = 0
        return SchoolScores(
            **vars(scores),
            coverage=room.coverage[:size],
            n=room.n[:size],
            sufficient=room.sufficient[:size],
        )


def _give_back() -> None:
    """What Arrow keeps after the pieces were read: some 100 MB for a nation."""
    import pyarrow as pa  # noqa: PLC0415 -- only where answers come from files

    pa.default_memory_pool().release_unused()


def iterate_scores(
    instrument: Instrument,
    answers: Mapping[str, RoleAnswers],
    *,
    schools: int,
    population: NDArray[np.int64] | None = None,
    errors: bool = True,
    errors_for: NDArray[np.int64] | None = None,
    roles: bool = True,
    workers: int | None = None,
) -> Iterator[tuple[int, SchoolScores]]:
    """Score in chunks, for results that are too many to hold.

    Yields each chunk's first ordinal and its scores, in the order of schools; the same
    figures as `score_schools`.
    """
    _check(instrument, answers, schools)
    threads = workers or os.cpu_count() or 1

    def work(first: int) -> tuple[int, SchoolScores]:
        last = min(first + CHUNK, schools)
        room = empty_scores(
            instrument, last - first, errors=errors, roles=roles, blank=False
        )
        unknown = np.full((last - first, len(ROLES)), UNKNOWN)
        people = unknown if population is None else population[first:last]
        score_run(room, answers, people, first, last, errors_for=errors_for)
        return first, room

    waiting: deque[Future[tuple[int, SchoolScores]]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        for first in range(0, schools, CHUNK):
            waiting.append(pool.submit(work, first))
            if len(waiting) > threads:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _check(
    instrument: Instrument, answers: Mapping[str, RoleAnswers], schools: int
) -> None:
    for role, given in answers.items():
        width = len(instrument.part(role).items)
        if given.body.shape != (len(given.school), width):
            raise ValueError(f"{role}: expected rows of {width} answers")
        if len(given.school) and not (
            given.school[0] >= 0
            and given.school[-1] < schools
            and bool((np.diff(given.school) >= 0).all())
        ):
            raise ValueError(
                f"{role}: schools must be ascending ordinals below {schools}"
            )
