"""Read the answers of files into packed rows, ordered by school and respondent."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sakaguru.engine.answers import RoleAnswers
from sakaguru.engine.command.cells import (
    BAD,
    cell_codes,
    declared,
    explain,
    moment_of,
    number_codes,
    seconds,
)
from sakaguru.engine.command.columns import encoded, flat
from sakaguru.engine.command.spool import Spool
from sakaguru.engine.command.tables import SUFFIXES, Batch, read_table
from sakaguru.engine.documents import EXTRA, KEYS, is_code
from sakaguru.engine.packing import MISSING
from sakaguru.engine.roles import ROLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from sakaguru.engine.command.faultlog import FaultLog
    from sakaguru.engine.instruments import Instrument


@dataclass(frozen=True, eq=False)
class Rows:
    """What is known of every row of one role besides its answers, in order."""

    school: NDArray[np.int32]
    respondent: pa.Array
    seconds: NDArray[np.float64]
    """Time spent; NaN unknown."""
    device: pa.Array
    declared: NDArray[np.bool_]
    """Filled in by someone else, as stated."""
    started: NDArray[np.float64]
    """Seconds since 1970; NaN unknown."""


@dataclass(frozen=True, eq=False)
class FileAnswers:
    """All answers of the files."""

    schools: list[str]
    """Ids of the schools with at least one row, sorted; their places are ordinals."""
    answers: dict[str, RoleAnswers]
    rows: dict[str, Rows]


@dataclass
class _Columns:
    """Per-row columns of one role while files are read."""

    school: list[NDArray[np.int32]] = field(default_factory=list)
    respondent: list[pa.Array] = field(default_factory=list)
    file: list[NDArray[np.int32]] = field(default_factory=list)
    row: list[NDArray[np.int64]] = field(default_factory=list)
    seconds: list[NDArray[np.float64]] = field(default_factory=list)
    device: list[pa.Array] = field(default_factory=list)
    declared: list[NDArray[np.bool_]] = field(default_factory=list)
    started: list[NDArray[np.float64]] = field(default_factory=list)


def answer_files(path: Path, log: FaultLog) -> list[tuple[Path, str]]:
    """The tables of a folder, or the one file, with the names used in messages."""
    if path.is_file():
        return [(path, path.name)]
    if not path.is_dir():
        log.add_text(str(path), "no such file or folder, expected answers")
        return []
    inside = sorted(p for p in path.rglob("*") if p.is_file())
    seen = [(p, p.relative_to(path).as_posix()) for p in inside]
    tables = [(p, name) for p, name in seen if not _hidden(name)]
    for p, name in tables:
        if p.suffix.lower() not in SUFFIXES:
            log.add_text(name, "unknown kind of file, expected .csv, .parquet or .xlsx")
    usable = [pair for pair in tables if pair[0].suffix.lower() in SUFFIXES]
    if not usable:
        log.add_text(str(path), "no table in this folder, expected answers")
    return usable


def _hidden(name: str) -> bool:
    """Names with a dot, and the locks of sheets that are open in a program."""
    return any(part.startswith((".", "~$")) for part in name.split("/"))


class AnswerReader:
    """Gathers the rows of all files."""

    def __init__(self, instrument: Instrument, folder: Path, log: FaultLog) -> None:
        self.instrument, self.log = instrument, log
        self.schools: dict[str, int] = {}
        self.files: list[str] = []
        self.home = {
            item: (place, column)
            for place, part in enumerate(instrument.parts)
            for column, item in enumerate(part.items)
        }
        self.spools = {
            role: Spool(folder, role, len(instrument.part(role).items))
            for role in ROLES
        }
        self.columns = {role: _Columns() for role in ROLES}

    def read(
        self, files: list[tuple[Path, str]], progress: Callable[[int], None]
    ) -> None:
        for place, (path, name) in enumerate(files):
            self.files.append(name)
            batches = read_table(path, name, self.log, numbers=self.home)
            for number, batch in enumerate(batches):
                if number == 0:
                    self._check_header(batch)
                self._take(batch)
            progress(place + 1)

    def close(self) -> None:
        for spool in self.spools.values():
            spool.close()

    def _check_header(self, batch: Batch) -> None:
        for key in KEYS:
            if key not in batch.columns:
                self.log.add(batch.file, 1, key, "column missing, expected it")
        for name in batch.columns:
            if name not in (*KEYS, *EXTRA) and name not in self.home:
                expected = "an item of the instrument or " + ", ".join((*KEYS, *EXTRA))
                self.log.add(
                    batch.file, 1, name, f"unknown item column, expected {expected}"
                )

    def _take(self, batch: Batch) -> None:
        if not all(key in batch.columns for key in KEYS):
            return
        batch = self._without_nobody(batch)
        if not len(batch):
            return
        role = self._roles(batch)
        school = self._schools(batch)
        self._ids(batch, "respondent_id")
        points = {
            name: self._points(batch, name, role)
            for name in batch.columns
            if name in self.home
        }
        extra = self._extra(batch)
        for place, name in enumerate(ROLES):
            mine = np.flatnonzero(role == place)
            if len(mine):
                self._keep(batch, name, mine, points)
                self._keep_extra(batch, name, mine, school, extra)

    def _without_nobody(self, batch: Batch) -> Batch:
        """Tell rows that name nobody once, and leave them out."""
        named = np.zeros(len(batch), np.bool_)
        for key in KEYS:
            codes, unique = encoded(batch.columns[key])
            named |= codes < len(unique)
        if named.all():
            return batch
        what = f"the row names nobody, expected {', '.join(KEYS)}, or no row"
        for line in np.flatnonzero(~named).tolist():
            self.log.add(batch.file, batch.rows[line], KEYS[0], what)
        kept = np.flatnonzero(named).tolist()
        columns = {
            name: flat(cells).take(kept) for name, cells in batch.columns.items()
        }
        return Batch(batch.file, [batch.rows[line] for line in kept], columns)

    def _roles(self, batch: Batch) -> NDArray[np.int64]:
        """Place of each row's role in ``ROLES``; -1 for an unknown one."""
        codes, unique = encoded(batch.columns["role"])
        known = [ROLES.index(text) if text in ROLES else -1 for text in unique]
        role = np.array([*known, -1])[codes]
        for line in np.flatnonzero(role < 0):
            text = unique[codes[line]] if codes[line] < len(unique) else ""
            self.log.add(
                batch.file,
                batch.rows[line],
                "role",
                f"unknown role {text!r}, expected one of {', '.join(ROLES)}",
            )
        return role

    def _ids(self, batch: Batch, name: str) -> tuple[NDArray[np.int64], list[str]]:
        codes, unique = encoded(batch.columns[name])
        bad = np.array([*(not is_code(text) for text in unique), True])
        for line in np.flatnonzero(bad[codes]):
            text = unique[codes[line]] if codes[line] < len(unique) else ""
            self.log.add(
                batch.file,
                batch.rows[line],
                name,
                f"{text!r} is no id, expected letters, digits and . _ : -",
            )
        return codes, unique

    def _schools(self, batch: Batch) -> NDArray[np.int32]:
        codes, unique = self._ids(batch, "school_id")
        known = [self.schools.setdefault(text, len(self.schools)) for text in unique]
        return np.array([*known, -1], np.int32)[codes]

    def _points(
        self, batch: Batch, name: str, role: NDArray[np.int64]
    ) -> NDArray[np.uint8]:
        place, column = self.home[name]
        top = int(self.instrument.parts[place].maximum[column])
        cells = flat(batch.columns[name])
        if pa.types.is_integer(cells.type):
            value = number_codes(cells, top)
        else:
            codes, unique = encoded(cells)
            table = np.array([*(cell_codes(text, top) for text in unique), MISSING])
            value = table[codes]
        if value.dtype == np.uint8 and bool((role == place).all()):
            return value.astype(np.uint8, copy=False)
        for line in np.flatnonzero(value >= BAD).tolist():
            what = explain(str(cells[line].as_py()), top)
            self.log.add(batch.file, batch.rows[line], name, what)
        strange = (value < MISSING) & (role != place) & (role >= 0)
        for line in np.flatnonzero(strange).tolist():
            self.log.add(
                batch.file,
                batch.rows[line],
                name,
                f"item of {ROLES[place]} answered by {ROLES[role[line]]}, "
                f"expected an empty cell",
            )
        return value.astype(np.uint8)

    def _keep(
        self,
        batch: Batch,
        name: str,
        mine: NDArray[np.int64],
        points: dict[str, NDArray[np.uint8]],
    ) -> None:
        spool = self.spools[name]
        body = np.full((len(mine), spool.width), MISSING, np.uint8)
        for item, value in points.items():
            place, column = self.home[item]
            if ROLES[place] == name:
                body[:, column] = value[mine]
        spool.append(body)
        columns = self.columns[name]
        columns.file.append(np.full(len(mine), len(self.files) - 1, np.int32))
        columns.row.append(np.asarray(batch.rows, np.int64)[mine])

    def _extra(self, batch: Batch) -> dict[str, NDArray[np.float64]]:
        readers: dict[str, tuple[Callable[[str], float | None], str]] = {
            "seconds": (seconds, "a number from 0 up"),
            "filled_by_other": (declared, "0 or 1"),
            "started_at": (moment_of, "a time as 2026-08-31T09:30:00+07:00"),
        }
        found = {}
        for name, (reader, expected) in readers.items():
            if name not in batch.columns:
                found[name] = np.full(len(batch), np.nan)
                continue
            codes, unique = encoded(batch.columns[name])
            table = [reader(text) for text in unique]
            for line in np.flatnonzero(
                np.array([*(v is None for v in table), 0])[codes]
            ):
                text = unique[codes[line]]
                what = f"{text!r} is wrong, expected {expected}"
                self.log.add(batch.file, batch.rows[line], name, what)
            found[name] = np.array([*table, np.nan], np.float64)[codes]
        return found

    def _keep_extra(
        self,
        batch: Batch,
        name: str,
        mine: NDArray[np.int64],
        school: NDArray[np.int32],
        extra: dict[str, NDArray[np.float64]],
    ) -> None:
        columns = self.columns[name]
        columns.school.append(school[mine])
        columns.respondent.append(
            flat(batch.columns["respondent_id"]).cast(pa.string()).take(mine)
        )
        columns.seconds.append(extra["seconds"][mine])
        columns.declared.append(extra["filled_by_other"][mine] == 1)
        columns.started.append(extra["started_at"][mine])
        device = batch.columns.get("device")
        nobody = pa.nulls(len(mine), pa.string())
        columns.device.append(
            nobody if device is None else flat(device).cast(pa.string()).take(mine)
        )

    def finish(self) -> FileAnswers | None:
        """Put the rows in order; None when the input is wrong."""
        schools = sorted(self.schools)
        rank = np.zeros(len(schools), np.int32)
        for ordinal, school in enumerate(schools):
            rank[self.schools[school]] = ordinal
        ordered = {
            role: self._ordered(columns, rank)
            for role, columns in self.columns.items()
            if columns.school
        }
        self._check_twice(schools, ordered)
        if not ordered and not self.log:
            self.log.add_text(self.files[0], "no answers at all, expected some")
        if self.log:
            return None
        answers = {
            role: RoleAnswers(kept.rows.school, self.spools[role].in_order(kept.order))
            for role, kept in ordered.items()
        }
        if not any((given.body != MISSING).any() for given in answers.values()):
            self.log.add_text(self.files[0], "no answers at all, expected some")
            return None
        rows = {role: kept.rows for role, kept in ordered.items()}
        return FileAnswers(schools, answers, rows)

    def _ordered(self, columns: _Columns, rank: NDArray[np.int32]) -> _Ordered:
        school = np.concatenate(columns.school)
        school = np.where(school < 0, np.int32(-1), rank[school] if len(rank) else -1)
        respondent = pa.chunked_array(columns.respondent, pa.string()).combine_chunks()
        keys = pa.table({"school": school, "respondent": flat(respondent)})
        order = pc.sort_indices(
            keys, sort_keys=[("school", "ascending"), ("respondent", "ascending")]
        ).to_numpy()
        rows = Rows(
            school=school[order].astype(np.int32),
            respondent=flat(respondent).take(order),
            seconds=np.concatenate(columns.seconds)[order],
            device=flat(pa.chunked_array(columns.device, pa.string())).take(order),
            declared=np.concatenate(columns.declared)[order],
            started=np.concatenate(columns.started)[order],
        )
        return _Ordered(
            order.astype(np.int64),
            rows,
            np.concatenate(columns.file)[order],
            np.concatenate(columns.row)[order],
        )

    def _check_twice(self, schools: list[str], ordered: dict[str, _Ordered]) -> None:
        """A respondent's id is unique within the school, over roles and files."""
        if not ordered:
            return
        school = np.concatenate([kept.rows.school for kept in ordered.values()])
        names = flat(pa.chunked_array([k.rows.respondent for k in ordered.values()]))
        file = np.concatenate([kept.file for kept in ordered.values()])
        row = np.concatenate([kept.row for kept in ordered.values()])
        keys = pa.table({"s": school, "r": names, "f": file, "n": row})
        order = pc.sort_indices(
            keys, sort_keys=[(name, "ascending") for name in ("s", "r", "f", "n")]
        ).to_numpy()
        s, r = school[order], names.take(order)
        same = np.zeros(len(order), np.bool_)
        if len(order) > 1:
            alike = pc.fill_null(pc.equal(r[1:], r[:-1]), False)  # noqa: FBT003
            same[1:] = (s[1:] == s[:-1]) & (s[1:] >= 0) & alike.to_numpy(False)  # noqa: FBT003
        first = 0
        for place in np.flatnonzero(same).tolist():
            first = place - 1 if not same[place - 1] else first
            here, there = order[place], order[first]
            self.log.add(
                self.files[file[here]],
                int(row[here]),
                "respondent_id",
                f"{r[place].as_py()} of school {schools[s[place]]} is already in "
                f"{self.files[file[there]]}:{row[there]}, expected once",
            )


@dataclass(frozen=True, eq=False)
class _Ordered:
    order: NDArray[np.int64]
    rows: Rows
    file: NDArray[np.int32]
    row: NDArray[np.int64]
