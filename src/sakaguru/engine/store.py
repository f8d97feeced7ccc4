"""Sealed answers: packed Parquet per (instrument version, role, province).

Rows stand in the order of the school's id, then of their bytes: nothing tells who came
first, equal answers give equal files, and a rebuild from the database gives the same
bytes. Late rows are a small file beside it that is merged at read, until the next
sealing. Paths may be local or any address of `pyarrow.fs`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from sakaguru.engine.answers import RoleAnswers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

ROWS = 120_000
"""Rows of a row group: some thousand schools."""


@dataclass(frozen=True)
class Sealed:
    """What a manifest says about one file."""

    rows: int
    schools: int
    sha256: str
    name: str
    """The file of the key; its name holds the digest."""


class Store:
    """A folder, or a bucket, of sealed answers."""

    def __init__(self, address: str) -> None:
        self.files, self.root = pafs.FileSystem.from_uri(_as_uri(address))

    def manifest(self, key: str) -> dict[str, Sealed]:
        """What is sealed under a key such as ``EDS-SD@2026.1/GS/33``: main, delta."""
        try:
            with self.files.open_input_stream(
                f"{self.root}/{key}/manifest.json"
            ) as text:
                held = json.loads(text.read())
        except FileNotFoundError:
            return {}
        return {name: Sealed(**entry) for name, entry in held.items()}

    def seal(self, key: str, schools: Sequence[str], bodies: Sequence[bytes]) -> Sealed:
        """Write all rows of a key anew; a delta is gone with it."""
        sealed = self._write(key, _ordered(schools, bodies))
        self._commit(key, {"main": sealed})
        return sealed

    def add(self, key: str, schools: Sequence[str], bodies: Sequence[bytes]) -> Sealed:
        """Keep late rows beside the sealed ones, merged with earlier late rows."""
        held = self.manifest(key)
        late = _table(schools, bodies)
        if "delta" in held:
            late = _merged([self._read(key, held["delta"]), late])
        delta = self._write(key, _in_order(late))
        self._commit(key, {**held, "delta": delta})
        return delta

    def merge(self, key: str) -> Sealed:
        """Seal the late rows with the others: the bytes of sealing all at once."""
        sealed = self._write(key, self.table(key))
        self._commit(key, {"main": sealed})
        return sealed

    def table(self, key: str, *, coded: bool = False) -> pa.Table:
        """All rows of a key in order: ``school_id``, ``body``.

        Where ``coded``, ids may come as codes into a dictionary, which is quicker for
        `sealed_answers`.

        Raises:
            FileNotFoundError: nothing is sealed under the key.
        """
        held = self.manifest(key)
        coded = coded and len(held) == 1
        pieces = [self._read(key, one, coded=coded) for one in held.values()]
        if not pieces:
            raise FileNotFoundError(f"{self.root}/{key}")
        return pieces[0] if len(pieces) == 1 else _in_order(_merged(pieces))

    def _read(self, key: str, sealed: Sealed, *, coded: bool = False) -> pa.Table:
        with self.files.open_input_file(f"{self.root}/{key}/{sealed.name}") as source:
            ids = ["school_id"] if coded else None
            file = pq.ParquetFile(source, read_dictionary=ids)
            return file.read(use_threads=False)

    def _write(self, key: str, table: pa.Table) -> Sealed:
        """Write aside, then rename; the name is the digest of the bytes."""
        folder = f"{self.root}/{key}"
        self.files.create_dir(folder, recursive=True)
        sink = pa.BufferOutputStream()
        pq.write_table(
            table,
            sink,
            compression="zstd",
            row_group_size=ROWS,
            use_dictionary=["school_id"],
        )
        data = sink.getvalue()
        digest = hashlib.sha256(data).hexdigest()
        name = f"{digest[:16]}.parquet"
        self._put(f"{folder}/{name}", data)
        schools = pc.count_distinct(table["school_id"]).as_py()
        return Sealed(len(table), schools, digest, name)

    def _put(self, path: str, data: pa.Buffer | bytes) -> None:
        with self.files.open_output_stream(f"{path}.part") as stream:
            stream.write(data)
        self.files.move(f"{path}.part", path)

    def _commit(self, key: str, held: Mapping[str, Sealed]) -> None:
        """Point the manifest at new files, then drop those nobody points to."""
        before = {sealed.name for sealed in self.manifest(key).values()}
        document = {name: asdict(sealed) for name, sealed in held.items()}
        text = json.dumps(document, indent=1, sort_keys=True) + "\n"
        self._put(f"{self.root}/{key}/manifest.json", text.encode())
        for name in sorted(before - {sealed.name for sealed in held.values()}):
            self.files.delete_file(f"{self.root}/{key}/{name}")


def _as_uri(address: str) -> str:
    return address if "://" in address else f"file://{address}"


def _table(schools: Sequence[str], bodies: Sequence[bytes]) -> pa.Table:
    width = len(bodies[0]) if bodies else 1
    return pa.table(
        {
            "school_id": pa.array(schools, pa.string()),
            "body": pa.array(bodies, pa.binary(width)),
        }
    )


def _merged(tables: list[pa.Table]) -> pa.Table:
    """Tables together; empty ones do not know how wide a body is."""
    return pa.concat_tables([table for table in tables if len(table)] or tables[:1])


def _ordered(schools: Sequence[str], bodies: Sequence[bytes]) -> pa.Table:
    return _in_order(_table(schools, bodies))


def _in_order(table: pa.Table) -> pa.Table:
    """By school, then by bytes."""
    body = table["body"].cast(pa.binary())
    keys = pa.table({"school": table["school_id"], "body": body})
    order = pc.sort_indices(
        keys, sort_keys=[("school", "ascending"), ("body", "ascending")]
    )
    return table.take(order)


def sealed_answers(
    tables: Sequence[pa.Table], ordinals: Mapping[str, int], width: int
) -> RoleAnswers:
    """Tables of one role as the engine takes them, by school ordinal.

    Schools without an ordinal are left out. Bytes are not copied where a single table
    is already in the order of ordinals.
    """
    ids = pa.array(list(ordinals), pa.string())
    place = np.array([*ordinals.values(), -1], np.int32)
    schools, bodies = [np.zeros(0, np.int32)], [np.zeros((0, width), np.uint8)]
    for table in tables:
        for chunk in table["school_id"].chunks:
            codes = (
                chunk
                if pa.types.is_dictionary(chunk.type)
                else chunk.dictionary_encode()
            )
            known = pc.fill_null(pc.index_in(codes.dictionary, ids), -1).to_numpy()
            schools.append(place[known][codes.indices.to_numpy()])
        bodies.append(_bytes(table["body"], width))
    school, body = np.concatenate(schools), _joined(bodies)
    if not len(school) or (school[0] >= 0 and bool((school[1:] >= school[:-1]).all())):
        return RoleAnswers(school, body)
    order = np.argsort(school, kind="stable")
    order = order[school[order] >= 0]
    return RoleAnswers(school[order], body[order])


def _joined(bodies: list[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    filled = [body for body in bodies if len(body)]
    return filled[0] if len(filled) == 1 else np.concatenate([*bodies[:1], *filled])


def _bytes(column: pa.ChunkedArray, width: int) -> NDArray[np.uint8]:
    """The rows' bytes, without copying where they lie together."""
    pieces = [
        np.frombuffer(chunk.buffers()[1], np.uint8)[
            chunk.offset * width : (chunk.offset + len(chunk)) * width
        ].reshape(-1, width)
        for chunk in column.chunks
        if len(chunk)
    ]
    return _joined([np.zeros((0, width), np.uint8), *pieces])
