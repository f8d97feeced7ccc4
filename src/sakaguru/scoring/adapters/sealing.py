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
    from collections.abc import Mapping, Sequence

    from sakaguru.engine.store import Store

NOWHERE = "-"
"""Stands for the province of a school that lies in none."""


class Key(NamedTuple):
    role: str
    province: str


class Rows(NamedTuple):
    """NPSN and packed answers, row by row."""

    schools: list[str]
    bodies: list[bytes]


class Seal(NamedTuple):
    """What the files of a campaign were made of: R17's digest, and how many rows."""

    digest: str
    submissions: int
    keys: list[Key]


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
    keys = [Key(*key) for key in found["keys"]]
    return Seal(found["digest"], found["submissions"], keys)


def seal_rows(prefix: str, rows: Mapping[Key, Rows], seal: Seal) -> None:
    """Write all rows of a campaign anew. Equal rows give equal bytes."""
    held = store()
    for key, given in rows.items():
        held.seal(_path(prefix, key), given.schools, given.bodies)
    _note(held, prefix, seal)


def add_rows(prefix: str, rows: Mapping[Key, Rows], seal: Seal) -> bool:
    """Keep late rows as a delta; False where rows went, so that all is to be sealed."""
    held = store()
    sealed = seal_of(prefix)
    if sealed and not set(sealed.keys) <= rows.keys():
        return False
    late: dict[Key, Rows] = {}
    for key, given in rows.items():
        before: Counter[tuple[str, bytes]] = Counter()
        if held.manifest(_path(prefix, key)):
            before = _counted(held.table(_path(prefix, key)))
        now = Counter(zip(given.schools, given.bodies, strict=True))
        if before - now:
            return False
        more = sorted((now - before).elements())
        if more:
            late[key] = Rows([school for school, _ in more], [b for _, b in more])
    for key, given in late.items():
        add = held.add if held.manifest(_path(prefix, key)) else held.seal
        add(_path(prefix, key), given.schools, given.bodies)
    _note(held, prefix, seal)
    return True


def sealed_tables(prefix: str, seal: Seal) -> dict[str, list[Any]]:
    """Arrow tables by role, delta merged in; provinces in the order of their codes."""
    held = store()
    found: dict[str, list[Any]] = {}
    for key in sorted(seal.keys):
        found.setdefault(key.role, []).append(held.table(_path(prefix, key)))
    return found


def _path(prefix: str, key: Key) -> str:
    return f"{prefix}/{key.role}/{key.province}"


def _counted(table: Any) -> Counter[tuple[str, bytes]]:
    schools: Sequence[str] = table["school_id"].to_pylist()
    return Counter(zip(schools, table["body"].to_pylist(), strict=True))


def _note(held: Store, prefix: str, seal: Seal) -> None:
    """Last of all: what is noted is whole."""
    text = json.dumps(seal._asdict(), indent=1, sort_keys=True) + "\n"
    path = f"{held.root}/{prefix}/sealed.json"
    held.files.create_dir(f"{held.root}/{prefix}", recursive=True)
    with held.files.open_output_stream(f"{path}.part") as stream:
        stream.write(text.encode())
    held.files.move(f"{path}.part", path)
