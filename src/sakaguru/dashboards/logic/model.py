"""Answers drawn from a seeded model: schools differ, roles differ, people are human.

The chance of a good answer depends on the school, its kecamatan, the standard, the
role (heads see more than pupils), the person and the question. A few tick the same
step throughout. NumPy is imported inside, so that web processes never load it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Array = NDArray[Any]

MISSING = 255
TILT = {"KS": 0.45, "GS": 0.2, "SS": -0.1, "MT": 0.05, "PS": -0.2}
STANDARD = {"1": 0.3, "2": 0.0, "3": 0.1, "4": -0.1, "5": -0.35, "6": -0.45, "7": 0.1}
BASE = 0.75
IMPROVES, DECLINES, BOASTS = 0.14, 0.05, 0.04
STRAIGHT, SKIPS, KNOWS_NOT = 0.03, 0.01, 0.05
STAYS_AWAY, HEAD_FIRST, IS_VISITED = 0.6, 0.7, 0.8


class Question(NamedTuple):
    """What the model must know of an item: steps it offers, and where it belongs."""

    code: str
    node: str
    points: tuple[int, ...]
    allows_unknown: bool

    @property
    def standard(self) -> str:
        return self.node.partition(".")[0]


class Place(NamedTuple):
    """A school by its code, its kecamatan, and how many could answer."""

    code: str
    area: str
    teachers: int
    upper_pupils: int
    is_silent: bool = False


class Turnout(Enum):
    """How the people of a school took part in one cycle."""

    NOBODY = "nobody"
    TOO_FEW = "too few"
    WITHOUT_HEAD = "without head"
    ENOUGH = "enough"


@dataclass(frozen=True, eq=False)
class Schools:
    """The drawn character of every school, in the order of the places.

    ``gain`` holds one column per cycle; ``standards`` one per standard 1 to 8.
    """

    places: tuple[Place, ...]
    effect: Array
    standards: Array
    gain: Array
    boasts: Array


def draw_schools(
    places: Sequence[Place], *, seed: int, cycles: int, hero: str
) -> Schools:
    """Draw what schools are like. ``hero`` is an average school that improves."""
    import numpy as np  # noqa: PLC0415 -- see the module's docstring

    chance = np.random.default_rng(seed)
    count = len(places)
    areas = {area: place for place, area in enumerate(sorted({p.area for p in places}))}
    of_area = chance.normal(0, 0.18, len(areas))[[areas[p.area] for p in places]]
    effect = chance.normal(0, 0.42, count) + of_area
    standards = chance.normal(0, 0.28, (count, 8))
    luck = chance.random((count, cycles))
    steps = chance.normal(0.03, 0.06, (count, cycles))
    steps[luck < IMPROVES] += 0.4
    steps[luck > 1 - DECLINES] -= 0.3
    steps[:, 0] = 0
    boasts = chance.random(count) < BOASTS
    for place, school in enumerate(places):
        if school.code == hero:
            effect[place], boasts[place] = 0.1, False
            standards[place] = (0.2, 0, -0.35, 0.1, 0, -0.2, 0.2, 0)
            steps[place] = [0, *[0.3] * (cycles - 1)]
    return Schools(tuple(places), effect, standards, steps.cumsum(axis=1), boasts)


def draw_turnout(
    schools: Schools, *, seed: int, cycle: int, hero: str, is_open: bool
) -> list[Turnout]:
    """Who took part. While a campaign is open, many have not begun or are under way."""
    import numpy as np  # noqa: PLC0415

    chance = np.random.default_rng([seed, cycle, 1])
    weights = (0.22, 0.30, 0.02, 0.46) if is_open else (0.02, 0.07, 0.02, 0.89)
    drawn = chance.choice(len(weights), len(schools.places), p=weights)
    turnouts = [list(Turnout)[number] for number in drawn]
    absent = chance.random(len(schools.places)) < STAYS_AWAY
    for place, school in enumerate(schools.places):
        if school.is_silent and absent[place]:
            turnouts[place] = Turnout.NOBODY
        if school.code == hero:
            turnouts[place] = Turnout.TOO_FEW if is_open else Turnout.ENOUGH
    return turnouts


def draw_counts(
    place: Place, turnout: Turnout, needed: Mapping[str, int], chance: Any
) -> dict[str, int]:
    """How many of each role answered; never more than there are."""
    if turnout is Turnout.NOBODY:
        return {}
    if turnout is Turnout.TOO_FEW:
        share = 0.25 + 0.5 * chance.random()
        return {
            "KS": int(chance.random() < HEAD_FIRST),
            "GS": int(needed["GS"] * share),
            "SS": int(needed["SS"] * share),
            "MT": int(needed["MT"] * chance.random()),
        }
    teachers = round(place.teachers * (0.75 + 0.25 * chance.random()))
    return {
        "KS": int(turnout is not Turnout.WITHOUT_HEAD),
        "GS": max(needed["GS"], teachers),
        "SS": min(place.upper_pupils, needed["SS"] + int(chance.poisson(6))),
        "MT": needed["MT"] + int(chance.poisson(2)),
        "PS": int(chance.random() < IS_VISITED),
    }


def draw_answers(
    schools: Schools,
    questions: Sequence[Question],
    respondents: Sequence[int],
    *,
    role: str,
    cycle: int,
    seed: int,
    lifts: Mapping[str, Array] | None = None,
) -> list[bytes]:
    """Draw one packed set of answers for each respondent.

    Args:
        schools: their characters.
        questions: of the role, in packing order.
        respondents: the school's ordinal of each.
        role: KS, GS, SS, MT or PS.
        cycle: column of the gains.
        seed: of the whole story; the same gives the same bytes.
        lifts: by node, what activities have added for each school (log-odds).
    """
    import numpy as np  # noqa: PLC0415

    chance = np.random.default_rng([seed, cycle, *role.encode()])
    at = np.asarray(respondents, np.int64)
    wide = (len(at), len(questions))
    person = (
        schools.effect[at] + schools.gain[at, cycle] + chance.normal(0, 0.35, len(at))
    )
    person += TILT[role] + schools.boasts[at] * {"KS": 0.9, "SS": -0.5}.get(role, 0)
    standards = [int(question.standard) - 1 for question in questions]
    difficulty = np.array([_difficulty(question, seed) for question in questions])
    pull = person[:, None] + schools.standards[at][:, standards] - difficulty
    for place, question in enumerate(questions):
        if lifts and question.node in lifts:
            pull[:, place] += lifts[question.node][at]
    share = 1 / (1 + np.exp(-pull)) + chance.normal(0, 0.16, wide)
    straight = chance.random(len(at)) < STRAIGHT
    share[straight] = chance.random((int(straight.sum()), 1))
    return _packed(questions, share, chance.random(wide))


def _difficulty(question: Question, seed: int) -> float:
    import random  # noqa: PLC0415

    chance = random.Random(f"{seed} {question.code}")  # noqa: S311 -- a repeatable draw
    return chance.gauss(0, 0.4) - BASE - STANDARD.get(question.standard, -0.05)


def _packed(questions: Sequence[Question], share: Array, luck: Array) -> list[bytes]:
    """Turn shares of the best into offered points, and leave some empty."""
    import numpy as np  # noqa: PLC0415

    body = np.full(share.shape, MISSING, np.uint8)
    for place, question in enumerate(questions):
        top = len(question.points) - 1
        steps = np.clip(np.rint(share[:, place] * top), 0, top).astype(np.int64)
        skipped = SKIPS + KNOWS_NOT * question.allows_unknown
        given = luck[:, place] >= skipped
        body[given, place] = np.array(question.points, np.uint8)[steps[given]]
    if questions:
        empty = (body == MISSING).all(axis=1)
        body[empty, 0] = questions[0].points[0]
    return [row.tobytes() for row in body]
