"""Put a backup back: into an empty installation, wholly or not at all."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from sakaguru.config.backups import manifest as facts
from sakaguru.config.backups.making import FOLDERS, KEYS
from sakaguru.config.backups.programs import program, running, told_where
from sakaguru.config.backups.reading import digest_of, read, verify
from sakaguru.config.backups.sealed import BackupRefused
from sakaguru.config.connections import connect

if TYPE_CHECKING:
    from pathlib import Path

    from sakaguru.config.env import Environment


def restore_backup(environment: Environment, path: Path, key: bytes) -> list[str]:
    """Restore a backup into an empty database and data folder; what differs after.

    The backup is read to its end before anything is written.

    Raises:
        BackupRefused: the backup is broken, or the installation is not empty.
    """
    told = verify(path, key)
    only_keys = not told.tables
    taken = KEYS if only_keys else FOLDERS
    _require_empty_folders(environment.data, taken)
    if not only_keys:
        _require_empty_database(environment)
    part = environment.data / "restoring"
    shutil.rmtree(part, ignore_errors=True)
    try:
        _unpack(environment, path, key, part, only_keys=only_keys)
        _move_in(part, environment.data, taken)
    except OSError as error:
        raise BackupRefused(f"{environment.data}: {error.strerror}.") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return facts.differences(told, found_in(environment, told, only_keys=only_keys))


def _unpack(
    environment: Environment, path: Path, key: bytes, part: Path, *, only_keys: bool
) -> None:
    if only_keys:
        read(path, key, _Unpacker(part, None))
        return
    command = [program("pg_restore"), "--no-owner", "--no-acl", "--exit-on-error"]
    command += ["--single-transaction", "--dbname", environment.database["NAME"]]
    env = told_where(environment.database)
    with running(command, env, stdin=subprocess.PIPE) as process:
        read(path, key, _Unpacker(part, process.stdin))
        process.stdin.close()


@dataclass(frozen=True)
class _Unpacker:
    folder: Path
    database: IO[bytes] | None

    def dump(self, piece: bytes) -> None:
        if self.database is not None:
            self.database.write(piece)

    def file(self, name: str, content: IO[bytes]) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with path.open("xb") as file:
            path.chmod(0o600)
            shutil.copyfileobj(content, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        with path.open("rb") as file:
            return digest_of(file)


def _move_in(part: Path, data: Path, folders: tuple[str, ...]) -> None:
    for name in folders:
        if (part / name).exists():
            with contextlib.suppress(FileNotFoundError):
                (data / name).rmdir()
            (part / name).rename(data / name)


def _require_empty_folders(data: Path, folders: tuple[str, ...]) -> None:
    full = [
        name
        for name in folders
        if (data / name).exists() and any((data / name).iterdir())
    ]
    if full:
        raise BackupRefused(
            f"{data} is not empty ({', '.join(full)}): restore into a new folder "
            "(SAKAGURU_DATA), so that nothing is overwritten."
        )


def _require_empty_database(environment: Environment) -> None:
    with connect(environment.database) as connection:
        row = connection.execute(facts.TABLES).fetchone()
    if row is not None:
        name = environment.database["NAME"]
        raise BackupRefused(
            f"The database {name} is not empty: restore into a new one, so that "
            "nothing is overwritten."
        )


def found_in(
    environment: Environment, told: facts.Manifest, *, only_keys: bool = False
) -> facts.Manifest:
    """What an installation holds now, in the words of a manifest."""
    files = {
        name: _digest_at(environment.data / name)
        for name in told.files
        if (environment.data / name).exists()
    }
    if only_keys:
        return facts.Manifest(told.made_at, told.version, [], {}, "", files)
    with connect(environment.database) as connection, connection.transaction():
        return facts.Manifest(
            made_at=told.made_at,
            version=told.version,
            migrations=facts.migrations_of(connection),
            tables=facts.facts_of_tables(connection),
            trail_head=facts.trail_head_of(connection),
            files=files,
        )


def _digest_at(path: Path) -> str:
    with path.open("rb") as file:
        return digest_of(file)
