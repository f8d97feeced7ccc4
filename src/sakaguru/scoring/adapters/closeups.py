"""What a run says beside the scores: marks, a second look, calmer estimates.

Computed with the run, from the same answers. Nothing here names a respondent, and no
figure is given from which few people's answers would follow (R15).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from sakaguru.organisations.enums import SchoolStatus
from sakaguru.scoring.enums import Mark
from sakaguru.scoring.logic.disclosure import ROLE_BOUNDS, SCHOOLS_BOUND
from sakaguru.scoring.logic.frames import ROLES
from sakaguru.survey.enums import Flag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.scores import SchoolScores
    from sakaguru.scoring.adapters.compute import Computed, Scored
    from sakaguru.scoring.logic.snapshot import MarkedRow, SchoolThen, Snapshot

    Array = NDArray[Any]

FLAGS = {Flag.TOO_FAST: Mark.TOO_FAST, Flag.FILLED_BY_OTHER: Mark.FILLED_BY_OTHER}
SIZES = (120, 300)
"""Pupils from which a school counts as of middle size, and as large."""
CALM_BELOW = 0.9
"""Own share of the total below which the calmer estimate is worth telling."""


@dataclass(frozen=True)
class Closeup:
    """As `models.SchoolCloseup`."""

    marks: list[tuple[str, str, int]]
    without: dict[str, Any]
    calm: dict[str, list[float]]


def closeups_of(snapshot: Snapshot, computed: Computed) -> dict[int, Closeup]:
    """By school ordinal, for the schools with something to say."""
    scored = computed.scored
    marked = _marked_rows(snapshot.marked, scored)
    marks = _submission_marks(scored, marked)
    for ordinal, mark, place in _school_marks(computed):
        marks[ordinal][mark, place] += 1
    without = _without(computed, marked)
    calm = _calm(snapshot.schools, computed)
    return {
        ordinal: Closeup(
            [(kind, place, n) for (kind, place), n in sorted(marks[ordinal].items())],
            without.get(ordinal, {}),
            calm.get(ordinal, {}),
        )
        for ordinal in sorted({*marks, *without, *calm})
    }


def _marked_rows(
    intake: Sequence[MarkedRow], scored: Scored
) -> dict[str, dict[Mark, Array]]:
    """Per role and kind, which rows are marked."""
    import numpy as np  # noqa: PLC0415 -- background work only

    from sakaguru.engine.quality import straight_lines, twins  # noqa: PLC0415

    found: dict[str, dict[Mark, Array]] = {}
    for role, given in scored.answers.items():
        part = scored.scores.instrument.part(role)
        if role == "DATA":
            continue
        straight = ~np.isnan(straight_lines(part, given))
        pairs = twins(given, straight)
        twin = np.zeros(len(given.school), np.bool_)
        twin[pairs.first] = twin[pairs.second] = True
        found[role] = {Mark.STRAIGHT_LINE: straight, Mark.TWIN: twin}
        for kind in FLAGS.values():
            found[role][kind] = np.zeros(len(given.school), np.bool_)
    _add_intake(intake, scored, found)
    return found


def _add_intake(
    intake: Sequence[MarkedRow], scored: Scored, found: dict[str, dict[Mark, Array]]
) -> None:
    """Find the rows that intake marked; equal rows of a school are any of them."""
    import numpy as np  # noqa: PLC0415

    for row in intake:
        if row.role not in found:
            continue
        given = scored.answers[row.role]
        first, last = np.searchsorted(given.school, [row.ordinal, row.ordinal + 1])
        for place in range(int(first), int(last)):
            free = not any(found[row.role][kind][place] for kind in FLAGS.values())
            if free and given.body[place].tobytes() == row.body:
                for flag, kind in FLAGS.items():
                    found[row.role][kind][place] = bool(row.flags & flag)
                break


def _submission_marks(
    scored: Scored, marked: Mapping[str, Mapping[Mark, Array]]
) -> defaultdict[int, Counter[tuple[str, str]]]:
    """How many sheets of each school carry a mark, over all groups of people."""
    import numpy as np  # noqa: PLC0415

    marks: defaultdict[int, Counter[tuple[str, str]]] = defaultdict(Counter)
    for role, kinds in marked.items():
        for kind, rows in kinds.items():
            schools, counts = np.unique(
                scored.answers[role].school[rows], return_counts=True
            )
            for ordinal, count in zip(schools.tolist(), counts.tolist(), strict=True):
                marks[ordinal][kind.value, ""] += count
    return marks


def _school_marks(computed: Computed) -> list[tuple[int, str, str]]:
    """Gaps between groups, and claims beyond the data, where both may be told."""
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.quality import claims_against_data  # noqa: PLC0415
    from sakaguru.engine.role_gaps import role_gaps  # noqa: PLC0415

    scores, framework = computed.scored.scores, computed.scored.scores.framework
    if scores.role_score is None or scores.role_n is None:
        return []
    few = few_of_a_role(scores)
    gaps = role_gaps(
        scores, computed.scored.answers, population=computed.scored.population
    )
    found = {
        (gap.school, Mark.ROLE_GAP.value, framework.codes[gap.standard])
        for gap in gaps
        if not few[gap.school, gap.standard]
    }
    claims = claims_against_data(scores)
    for school, leaf in zip(*np.nonzero(~np.isnan(claims)), strict=True):
        node = int(framework.subindicators[leaf])
        if not few[school, node]:
            found.add((int(school), Mark.CLAIM_VS_DATA.value, framework.codes[node]))
    return [(school, kind, code) for school, kind, code in sorted(found)]


def few_of_a_role(scores: SchoolScores) -> Array:
    """Nodes below which a personal role has answers of fewer than its bound."""
    import numpy as np  # noqa: PLC0415

    few = np.zeros(scores.score.shape, np.bool_)
    if scores.role_n is not None:
        for role, bound in ROLE_BOUNDS.items():
            n = scores.role_n[:, ROLES.index(role)]
            few |= (n > 0) & (n < bound)
    return few


def _without(
    computed: Computed, marked: Mapping[str, Mapping[Mark, Array]]
) -> dict[int, dict[str, Any]]:
    """Scores without marked sheets, where they change a level.

    Told only where the sheets left out, and those kept, are none or many of each
    personal role: else the difference would tell single people's answers.
    """
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.answers import RoleAnswers  # noqa: PLC0415
    from sakaguru.engine.executors.local import score_schools  # noqa: PLC0415

    scored = computed.scored
    out = {role: np.any(list(kinds.values()), axis=0) for role, kinds in marked.items()}
    left = _left_out(scored, out)
    schools = np.array(sorted(left), np.int64)
    if not len(schools):
        return {}
    answers = {}
    for role, given in scored.answers.items():
        rows = np.isin(given.school, schools)
        if role in out:
            rows &= ~out[role]
        numbers = np.searchsorted(schools, given.school[rows]).astype(np.int32)
        answers[role] = RoleAnswers(numbers, np.ascontiguousarray(given.body[rows]))
    again = score_schools(
        scored.scores.instrument,
        answers,
        schools=len(schools),
        population=scored.population[schools],
        errors=False,
        roles=False,
    )
    return {
        int(school): {"left_out": left[int(school)], "scores": changed}
        for place, school in enumerate(schools)
        if (changed := _changed(computed, again, int(school), place))
    }


def _left_out(scored: Scored, out: Mapping[str, Array]) -> dict[int, int]:
    """Sheets left out per school, where their number protects people."""
    import numpy as np  # noqa: PLC0415

    size = len(scored.scores)
    total = np.zeros(size, np.int64)
    safe = np.ones(size, np.bool_)
    for role, rows in out.items():
        school, bound = scored.answers[role].school, ROLE_BOUNDS.get(role, 0)
        gone = np.bincount(school[rows], minlength=size)
        kept = np.bincount(school, minlength=size) - gone
        total += gone
        safe &= (gone == 0) | ((gone >= bound) & ((kept == 0) | (kept >= bound)))
    chosen = np.flatnonzero(safe & (total > 0))
    return {int(school): int(total[school]) for school in chosen}


def _changed(
    computed: Computed, again: SchoolScores, school: int, place: int
) -> dict[str, list[float]]:
    scores, index = computed.scored.scores, computed.scored.scores.framework.index
    found = {}
    for column, code in enumerate(computed.nodes):
        node = index[code]
        level, was = int(again.level[place, node]), int(scores.level[school, node])
        if (
            level
            and was
            and level != was
            and not computed.schools.hidden[school, column]
        ):
            found[code] = [float(again.score[place, node]), level]
    return found


def _calm(
    schools: Sequence[SchoolThen], computed: Computed
) -> dict[int, dict[str, list[float]]]:
    """Shrunken estimates of total and standards, for schools with little to go by.

    Lent only by groups of so many other schools that their mean may be known.
    """
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.shrinkage import shrink  # noqa: PLC0415

    scores = computed.scored.scores
    if scores.se is None:
        return {}
    group = np.array([_alike(school) for school in schools], np.int64)
    for one in np.unique(group):
        rows = group == one
        if np.count_nonzero(scores.counted[rows, 0]) <= SCHOOLS_BOUND:
            group[rows] = -1
    found = shrink(scores, group)
    index = scores.framework.index
    nodes = [
        c for c in computed.uppers if c == "*" or index[c] in scores.framework.standards
    ]
    columns = {code: computed.nodes.index(code) for code in nodes}
    return {
        int(school): {
            code: [
                float(figures[school, index[code]])
                for figures in (found.estimate, found.se, found.own_share)
            ]
            for code in nodes
            if not isnan(found.estimate[school, index[code]])
            and not computed.schools.hidden[school, columns[code]]
        }
        for school in np.flatnonzero(found.own_share[:, 0] < CALM_BELOW)
    }


def _alike(school: SchoolThen) -> int:
    """Schools of one status and size are alike."""
    size = sum((school.pupils or 0) >= bound for bound in SIZES)
    return size * 2 + (school.status == SchoolStatus.PRIVATE)
