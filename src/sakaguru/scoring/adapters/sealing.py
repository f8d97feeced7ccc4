"""Sealed answers of closed campaigns: the engine's store, by campaign.

Keys are ``<instrument>@<version>/<campaign>/<role>/<province>``: campaigns that use the
same instrument in different years stay apart. Beside them ``sealed.json`` tells of
which submissions the files were made.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings

if TYPE_CHECKING:
    from sakaguru.engine.store import Store

NOWHERE = "-"
"""Stands for the province of a school that lies in none."""
READ = 20_000


class Key(NamedTuple):
    role: str
    province: str


class Rows(NamedTuple):
    """NPSN and packed answers, row by row."""

    schools: list[str]
    bodies: list[bytes]


class Part(NamedTuple):
    """What one key is made of: rows, and a mark that any change of them changes."""

    rows: int
    mark: str


class Seal(NamedTuple):
    """What the files of a campaign were made of: R17's digest, and every part."""

    digest: str
    parts: dict[Key, Part]

    @property
    def submissions(self) -> int:
        return sum(part.rows for part in self.parts.values())


def store() -> Store:
    from sakaguru.engine.store import Store  # noqa: PLC0415 -- background work only

    address = settings.SEALED_ANSWERS or str(Path(settings.WAREHOUSE) / "sealed")
    if "://" in address:
        return Store(address)
    folder = Path(address).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return Store(str(folder))


def seal_of(prefix: str) -> Seal | None:
    """What was sealed under ``<instrument>@<version>/<campaign>``; None: nothing."""
    held = store()
    try:
        with held.files.open_input_stream(f"{held.root}/{prefix}/sealed.json") as text:
            found = json.loads(text.read())
    except FileNotFoundError:
        return None
    parts = {Key(*row[:2]): Part(*row[2:]) for row in found.get("parts", ())}
    return Seal(found["digest"], parts)


def seal_part(prefix: str, key: Key, rows: Rows) -> None:
    """Write all rows of a key anew. Equal rows give equal bytes."""
    store().seal(_path(prefix, key), rows.schools, rows.bodies)


def add_to_part(prefix: str, key: Key, rows: Rows) -> None:
    """Keep what came late as a delta; where a row went, or changed, seal all anew."""
    held, path = store(), _path(prefix, key)
    late = _late(held.table(path), rows) if held.manifest(path) else None
    if late is None:
        held.seal(path, rows.schools, rows.bodies)
    elif late.schools:
        held.add(path, late.schools, late.bodies)


def note_seal(prefix: str, seal: Seal) -> None:
    """Say, last of all, what the files are made of. Parts without rows go."""
    held, before = store(), seal_of(prefix)
    parts = [[*key, *seal.parts[key]] for key in sorted(seal.parts)]
    told = {"digest": seal.digest, "submissions": seal.submissions, "parts": parts}
    text = json.dumps(told, indent=1, sort_keys=True) + "\n"
    path = f"{held.root}/{prefix}/sealed.json"
    held.files.create_dir(f"{held.root}/{prefix}", recursive=True)
    with held.files.open_output_stream(f"{path}.part") as stream:
        stream.write(text.encode())
    held.files.move(f"{path}.part", path)
    for key in before.parts.keys() - seal.parts.keys() if before else ():
        held.files.delete_dir(f"{held.root}/{_path(prefix, key)}")


def forget_seal(prefix: str) -> None:
    """Remove all files of a campaign; a missing one is no fault."""
    held = store()
    held.files.delete_dir(f"{held.root}/{prefix}")


def sealed_tables(prefix: str, seal: Seal) -> dict[str, list[Any]]:
    """Arrow tables by role, delta merged in; provinces in the order of their codes."""
    held = store()
    found: dict[str, list[Any]] = {}
    for key in sorted(seal.parts):
        found.setdefault(key.role, []).append(held.table(_path(prefix, key)))
    return found


def _path(prefix: str, key: Key) -> str:
    return f"{prefix}/{key.role}/{key.province}"


def _late(table: Any, rows: Rows) -> Rows | None:
    """The rows that are not in the table; None where the table holds others too."""
    before: Counter[tuple[str, bytes]] = Counter()
    for batch in table.to_batches(max_chunksize=READ):
        schools = batch["school_id"].to_pylist()
        before.update(zip(schools, batch["body"].to_pylist(), strict=True))
    late = Rows([], [])
    for row in zip(rows.schools, rows.bodies, strict=True):
        if before[row] > 0:
            before[row] -= 1
        else:
            late.schools.append(row[0])
            late.bodies.append(row[1])
    return None if any(before.values()) else late
