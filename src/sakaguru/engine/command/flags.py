"""The rows of flags.csv."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sakaguru.engine.command.columns import encoded
from sakaguru.engine.packing import MISSING
from sakaguru.engine.quality import (
    claims_against_data,
    crowded,
    straight_lines,
    too_fast,
    twins,
)
from sakaguru.engine.roles import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sakaguru.engine.answers import RoleAnswers
    from sakaguru.engine.command.answers import Rows
    from sakaguru.engine.command.inputs import Inputs
    from sakaguru.engine.role_gaps import RoleGap
    from sakaguru.engine.scores import SchoolScores


class Flag(NamedTuple):
    """One row; the order of rows is the order of these columns."""

    kind: str
    school_id: str
    respondent_id: str
    other_respondent_id: str
    node: str
    value: float


def score_flags(
    scores: SchoolScores, schools: Sequence[str], gaps: list[RoleGap]
) -> list[Flag]:
    """Flags on the scores of a chunk of schools."""
    every = scores.framework.codes
    codes = [every[place] for place in scores.framework.subindicators]
    claims = claims_against_data(scores)
    return [
        Flag("role_gap", schools[g.school], g.first, g.second, every[g.standard], g.gap)
        for g in gaps
    ] + [
        Flag(
            "claim_vs_data", schools[school], "", "", codes[leaf], claims[school, leaf]
        )
        for school, leaf in zip(*np.nonzero(~np.isnan(claims)), strict=True)
    ]


def submission_flags(inputs: Inputs) -> Iterator[Flag]:
    """Flags on single submissions and pairs of them."""
    for role, rows in inputs.answers.rows.items():
        if role in PEOPLE:
            given = inputs.answers.answers[role]
            yield from _answer_flags(inputs, role, given, rows)
            yield from _time_flags(inputs, role, given, rows)


def _answer_flags(
    inputs: Inputs, role: str, given: RoleAnswers, rows: Rows
) -> Iterator[Flag]:
    schools = inputs.answers.schools
    share = straight_lines(inputs.instrument.part(role), given)
    straight = ~np.isnan(share)
    for row in np.flatnonzero(straight):
        school, who = schools[rows.school[row]], rows.respondent[int(row)].as_py()
        yield Flag("straight_line", school, who, "", "", float(share[row]))
    pairs = twins(given, straight)
    for one, other, equal in zip(pairs.first, pairs.second, pairs.share, strict=True):
        who = (rows.respondent[int(one)].as_py(), rows.respondent[int(other)].as_py())
        yield Flag("twin", schools[rows.school[one]], *who, "", float(equal))


def _time_flags(
    inputs: Inputs, role: str, given: RoleAnswers, rows: Rows
) -> Iterator[Flag]:
    answered = np.count_nonzero(given.body != MISSING, axis=1)
    pace = rows.seconds / np.where(answered > 0, answered, np.nan)
    device, names = encoded(rows.device)
    device = np.where(device == len(names), -1, device)
    other = rows.declared | crowded(rows.school, device, rows.started)
    yield from _of_rows("too_fast", inputs, rows, too_fast(role, pace), pace)
    yield from _of_rows("filled_by_other", inputs, rows, other, np.ones(len(other)))


def _of_rows(
    kind: str,
    inputs: Inputs,
    rows: Rows,
    flagged: NDArray[np.bool_],
    value: NDArray[np.float64],
) -> Iterator[Flag]:
    for row in np.flatnonzero(flagged):
        school = inputs.answers.schools[rows.school[row]]
        who = rows.respondent[int(row)].as_py()
        yield Flag(kind, school, who, "", "", float(value[row]))
