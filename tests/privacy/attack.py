"""An attacker who solves for what is hidden from all that a role can fetch.

A figure is an unknown between its bounds; what is shown binds sums of them, as exactly
as it is printed. How far a hidden one can move is asked of a linear programme.
"""

from __future__ import annotations

from math import isnan
from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from sakaguru.scoring.logic.disclosure import ROLE_BOUNDS
from sakaguru.scoring.logic.frames import ROLES, TOTAL

TOP = 7.0
PRINTED = 0.005 + 2e-6
"""Half of the last digit that is printed."""
WIDE = 0.2 * TOP
"""20 points of a hundred."""
OFFICES = {"KS", "PS", "DATA"}


class Cell(NamedTuple):
    """What must stay hidden, and what width an interval must have at least."""

    name: str
    unknown: tuple
    least: float


class Puzzle:
    """Unknowns with bounds, and sums of them that are known within a margin."""

    def __init__(self):
        self.places, self.low, self.high = {}, [], []
        self.sums = []
        self._matrix = None

    def unknown(self, key, low=0.0, high=TOP):
        if key not in self.places:
            self.places[key] = len(self.low)
            self.low.append(low)
            self.high.append(high)
        return self.places[key]

    def see(self, key, value, margin=PRINTED):
        place = self.unknown(key)
        self.low[place] = max(self.low[place], value - margin)
        self.high[place] = min(self.high[place], value + margin)

    def adds_up(self, parts, value=0.0, margin=1e-7):
        """``parts`` are pairs of an unknown and its weight."""
        self.sums.append(
            ([self.unknown(k) for k, _ in parts], [w for _, w in parts], value, margin)
        )

    def width(self, key):
        """How far an unknown can move; what the attacker learns of it."""
        low, high = (self._solve(key, sign) for sign in (1, -1))
        return high - low

    def _solve(self, key, sign):
        if self._matrix is None:
            self._matrix = self._bound()
        aim = np.zeros(len(self.low))
        aim[self.places[key]] = sign
        found = linprog(
            aim,
            A_ub=self._matrix[0],
            b_ub=self._matrix[1],
            bounds=np.column_stack([self.low, self.high]),
            method="highs",
        )
        assert found.status == 0, (found.message, key)
        return sign * found.fun

    def _bound(self):
        rows, columns, values, ends = [], [], [], []
        for places, weights, value, margin in self.sums:
            for sign in (1, -1):
                rows += [len(ends)] * len(places)
                columns += places
                values += [sign * weight for weight in weights]
                ends.append(sign * value + margin)
        shape = (len(ends), len(self.low))
        return csr_array((values, (rows, columns)), shape=shape), np.array(ends)


def school_puzzle(sheet, result, run, frame):
    """What a card's sheet tells, and the cells that it must not tell.

    ``sheet`` are its rows by code. The attacker knows what the offices and the data
    said, and who answered at all: heads and colleagues often do.
    """
    puzzle, cells = Puzzle(), []
    pairs = zip(run.nodes, result.scores, strict=True)
    scored = {code for code, score in pairs if not isnan(score)}
    for code in scored:
        shown = sheet[code]["score"]
        puzzle.unknown(("node", code))
        if shown is not None:
            puzzle.see(("node", code), shown)
        children = [c for c in frame.children(code) if c in scored]
        if children:
            share = 1 / len(children)
            parts = [(("node", child), share) for child in children]
            puzzle.adds_up([*parts, (("node", code), -1)])
    for row, leaf in enumerate(run.leaves):
        figures = _roles(result, row)
        if leaf not in scored or not figures:
            continue
        share = 1 / len(figures)
        parts = [(("role", leaf, role), share) for role in figures]
        puzzle.adds_up([*parts, (("node", leaf), -1)])
        for role, (points, n) in figures.items():
            told = sheet[leaf][role]
            puzzle.unknown(("role", leaf, role))
            if told is not None or role in OFFICES:
                puzzle.see(("role", leaf, role), points if told is None else told)
            if n < ROLE_BOUNDS.get(role, 0):
                least = min(WIDE, TOP * 3 / (n * 3))
                cells.append(Cell(f"{role} {leaf}", ("role", leaf, role), least))
    return puzzle, cells


def _roles(result, row):
    wide = len(ROLES)
    return {
        role: (result.role_scores[wide * row + place] / 100, n)
        for place, role in enumerate(ROLES)
        if (n := result.role_n[wide * row + place])
        and result.role_scores[wide * row + place] >= 0
    }


def region_puzzle(told, members, own, scored, standards):
    """What means over schools tell about single schools.

    A region's total is the mean of its standards' means, behind which other schools may
    stand than behind its own levels (R10); a school's is that of its standards (R5).

    Args:
        told: (code of the unit, segment, node) and the printed mean; None is hidden.
        members: the counted schools behind each of them.
        own: what the viewer knows of single schools anyway, by (school, node).
        scored: every (school, node) with a score, counted or not.
        standards: their codes.
    """
    puzzle = Puzzle()
    for key, score in own.items():
        puzzle.see(key, score)
    for school in {school for school, node in scored if node == TOTAL}:
        below = [(school, each) for each in standards if (school, each) in scored]
        parts = [(each, 1 / len(below)) for each in below]
        puzzle.adds_up([*parts, ((school, TOTAL), -1)], margin=1e-6)
    for (unit, segment, node), mean in told.items():
        if mean is None:
            continue
        below = standards if node == TOTAL else [node]
        behind = {each: members[unit, segment, each] for each in below}
        behind = {each: schools for each, schools in behind.items() if schools}
        parts = [
            ((school, each), 1 / len(behind) / len(schools))
            for each, schools in behind.items()
            for school in schools
        ]
        puzzle.adds_up(parts, mean, PRINTED)
    return puzzle
