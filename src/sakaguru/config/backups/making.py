"""Make a backup: one file, readable with the key only, read again before it counts."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import tarfile
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, BinaryIO

from sakaguru.config.backups import manifest as facts
from sakaguru.config.backups.programs import program, running, told_where
from sakaguru.config.backups.reading import verify
from sakaguru.config.backups.sealed import BackupRefused, SealedWriter
from sakaguru.config.connections import connect

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sakaguru.config.env import Environment

FOLDERS = ("files", "warehouse", "trail")
"""Folders of the data folder that belong into a backup; the keys are kept apart."""
KEYS = ("keys",)
DUMP_PIECE = 16 << 20
GZIP_LEVEL = "1"
"""Of packed answers the usual level saves a tenth more, in 3.5 times as long."""


def make_backup(
    environment: Environment, folder: Path, key: bytes, *, at: datetime
) -> tuple[Path, facts.Manifest]:
    """Write ``sakaguru-<moment>.backup`` into a folder and read it again; what it told.

    The database is dumped from one snapshot, from which the counts and digests of
    the manifest come too: nothing is in one and not in the other.

    Raises:
        BackupRefused: it could not be written or read again; nothing is left behind.
    """
    return _made(folder / f"sakaguru-{at:%Y%m%dT%H%M%SZ}.backup", key, environment, at)


def make_key_backup(
    environment: Environment, folder: Path, key: bytes, *, at: datetime
) -> tuple[Path, facts.Manifest]:
    """Write the installation's own keys into a file of their own, to keep elsewhere."""
    target = folder / f"sakaguru-keys-{at:%Y%m%dT%H%M%SZ}.backup"
    return _made(target, key, environment, at, only_keys=True)


def _made(
    target: Path,
    key: bytes,
    environment: Environment,
    at: datetime,
    *,
    only_keys: bool = False,
) -> tuple[Path, facts.Manifest]:
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_suffix(".part")
    try:
        with open(part, "xb", opener=_only_for_us) as file:
            with SealedWriter(file, key) as sealed:
                _fill(sealed, environment, at, only_keys=only_keys)
            file.flush()
            os.fsync(file.fileno())
        told = verify(part, key)
        part.rename(target)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise BackupRefused(f"{target}: {error.strerror or error}.") from error
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return target, told


def _only_for_us(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _fill(
    sealed: SealedWriter, environment: Environment, at: datetime, *, only_keys: bool
) -> None:
    with tarfile.open(fileobj=sealed, mode="w|", bufsize=1 << 16) as pack:
        if only_keys:
            told = facts.Manifest(at.isoformat(), version("sakaguru"), [], {}, "")
        else:
            told = _pack_database(pack, environment, at)
        folders = KEYS if only_keys else FOLDERS
        for name, path in _files(environment.data, folders):
            told.files[name] = _pack_file(pack, name, path)
        _add(pack, "manifest.json", told.to_json())


def _pack_database(
    pack: tarfile.TarFile, environment: Environment, at: datetime
) -> facts.Manifest:
    with connect(environment.database) as connection, connection.transaction():
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        _dump(pack, environment.database, str(row[0]) if row else "")
        return facts.Manifest(
            made_at=at.isoformat(),
            version=version("sakaguru"),
            migrations=facts.migrations_of(connection),
            tables=facts.facts_of_tables(connection),
            trail_head=facts.trail_head_of(connection),
        )


def _dump(pack: tarfile.TarFile, database: dict[str, Any], snapshot: str) -> None:
    command = [program("pg_dump"), "--format=custom", "--no-owner", "--no-acl"]
    command += [f"--compress={GZIP_LEVEL}", f"--snapshot={snapshot}"]
    env = told_where(database)
    with running(command, env, stdout=subprocess.PIPE) as process:
        for number, piece in enumerate(_pieces(process.stdout)):
            _add(pack, f"database.dump/{number:06}", piece)


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(DUMP_PIECE):
        yield piece


def _files(data: Path, folders: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for folder in folders:
        for path in sorted((data / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(data).as_posix(), path


def _pack_file(pack: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file as long as it was when we opened it; return its SHA-256."""
    with path.open("rb") as file:
        entry = tarfile.TarInfo(name)
        entry.size = os.fstat(file.fileno()).st_size
        entry.mode = 0o600
        digest = _Digesting(file)
        pack.addfile(entry, digest)
    return digest.sum.hexdigest()


def _add(pack: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    pack.addfile(entry, io.BytesIO(content))


class _Digesting(io.RawIOBase):
    """Reads through to a file and digests what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        data = self._file.read(size)
        self.sum.update(data)
        return data
