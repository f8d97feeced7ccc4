"""Read population.csv and regions.csv."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine.command.cells import POINTS
from sakaguru.engine.command.tables import read_table
from sakaguru.engine.documents import is_code
from sakaguru.engine.roles import ROLES
from sakaguru.engine.rollup import Tier
from sakaguru.engine.scores import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from sakaguru.engine.command.faultlog import FaultLog
    from sakaguru.engine.command.tables import Batch

TIERS = ("gugus", "kecamatan", "district", "province")
"""From the smallest up; the nation stands above them."""


def _has_columns(batch: Batch, needed: tuple[str, ...], log: FaultLog) -> bool:
    missing = [name for name in needed if name not in batch.columns]
    for name in missing:
        log.add(batch.file, 1, name, "column missing, expected it")
    return not missing


def _unknown_columns(batch: Batch, known: tuple[str, ...], log: FaultLog) -> None:
    for name in batch.columns:
        if name not in known:
            expected = ", ".join(known)
            log.add(batch.file, 1, name, f"unknown column, expected {expected}")


def _whole(text: str) -> int | None:
    match = POINTS.fullmatch(text)
    return int(match[1]) if match else None


def read_population(path: Path, log: FaultLog) -> dict[tuple[str, str], int]:
    """People per school id and role."""
    people: dict[tuple[str, str], int] = {}
    columns = ("school_id", "role", "people")
    for number, batch in enumerate(read_table(path, path.name, log)):
        if number == 0:
            _unknown_columns(batch, columns, log)
        if not _has_columns(batch, columns, log):
            return people
        cells = zip(*(batch.texts(name) for name in columns), strict=True)
        for row, (school, role, count) in zip(batch.rows, cells, strict=True):
            _take_people(people, (batch.file, row), (school, role, count), log)
    return people


def _take_people(
    people: dict[tuple[str, str], int],
    place: tuple[str, int],
    cells: tuple[str, str, str],
    log: FaultLog,
) -> None:
    school, role, text = cells
    count = _whole(text)
    if not is_code(school):
        log.add(*place, "school_id", f"{school!r} is no id, expected a school's id")
    if role not in ROLES:
        expected = ", ".join(ROLES)
        log.add(*place, "role", f"unknown role {role!r}, expected one of {expected}")
    if count is None:
        log.add(*place, "people", f"{text!r} is wrong, expected a whole number")
    elif (school, role) in people:
        log.add(*place, "school_id", f"{school} {role} given twice, expected once")
    else:
        people[school, role] = count


def population_array(
    people: Mapping[tuple[str, str], int], schools: list[str]
) -> NDArray[np.int64]:
    """Schools x roles; -1 unknown. Other schools are left out."""
    array = np.full((len(schools), len(ROLES)), UNKNOWN, np.int64)
    ordinal = {school: place for place, school in enumerate(schools)}
    for (school, role), count in people.items():
        if school in ordinal:
            array[ordinal[school], ROLES.index(role)] = count
    return array


@dataclass(frozen=True)
class Regions:
    """Where each listed school lies: the code per tier, "" where in none."""

    schools: dict[str, tuple[str, ...]]

    def tiers(self, schools: list[str]) -> list[tuple[Tier, list[str]]]:
        """The tiers over these schools, each with its regions' codes, sorted."""
        every = []
        for depth, name in enumerate(TIERS):
            codes = sorted({self.schools[s][depth] for s in schools} - {""})
            index = {code: place for place, code in enumerate(codes)}
            group = [index.get(self.schools[s][depth], -1) for s in schools]
            every.append((Tier(name, np.array(group, np.int64), len(codes)), codes))
        nation = Tier("nation", np.zeros(len(schools), np.int64), 1)
        return [*every, (nation, ["*"])]


def read_regions(path: Path, log: FaultLog) -> Regions | None:
    """Schools with their regions; a code has one parent, a school one row.

    None where no column could be read; why is in the log.
    """
    listed = False
    schools: dict[str, tuple[str, ...]] = {}
    parents: dict[tuple[int, str], tuple[str, ...]] = {}
    columns = ("school_id", *TIERS)
    for number, batch in enumerate(read_table(path, path.name, log)):
        if number == 0:
            _unknown_columns(batch, (*columns, "pupils"), log)
        if not _has_columns(batch, columns, log):
            break
        listed = True
        pupils = batch.texts("pupils")
        cells = zip(*(batch.texts(name) for name in columns), pupils, strict=True)
        for row, (school, *codes, heads) in zip(batch.rows, cells, strict=True):
            place = (batch.file, row)
            _check_row(place, school, codes, heads, log)
            _check_parents(place, codes, parents, log)
            if school in schools:
                log.add(*place, "school_id", f"{school} listed twice, expected once")
            schools[school] = tuple(codes)
    return Regions(schools) if listed else None


def _check_row(
    place: tuple[str, int], school: str, codes: list[str], heads: str, log: FaultLog
) -> None:
    if not is_code(school):
        log.add(*place, "school_id", f"{school!r} is no id, expected a school's id")
    for name, code in zip(TIERS, codes, strict=True):
        if not is_code(code) and not (name == "gugus" and code == ""):
            log.add(*place, name, f"{code!r} is no code, expected a region's code")
    if heads and _whole(heads) is None:
        log.add(*place, "pupils", f"{heads!r} is wrong, expected a whole number")


def _check_parents(
    place: tuple[str, int],
    codes: list[str],
    parents: dict[tuple[int, str], tuple[str, ...]],
    log: FaultLog,
) -> None:
    """Every region lies in one region of the next tier."""
    for depth, name in enumerate(TIERS[:-1]):
        code, above = codes[depth], tuple(codes[depth + 1 :])
        if not code:
            continue
        before = parents.setdefault((depth, code), above)
        if before[0] != above[0]:
            log.add(
                *place,
                name,
                f"{code} lies in {TIERS[depth + 1]} {above[0]!r} here and in "
                f"{before[0]!r} above, expected one",
            )
