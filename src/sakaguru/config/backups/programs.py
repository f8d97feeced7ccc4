"""The database's own programs: dump and restore, told where to go by the settings."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from typing import IO, TYPE_CHECKING, Any

from sakaguru.config.backups.sealed import BackupRefused
from sakaguru.config.postgres import PostgresRefused, wheel_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LAST_LINES = 6
WHERE = {
    "NAME": "PGDATABASE",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "HOST": "PGHOST",
    "PORT": "PGPORT",
}


def program(name: str) -> str:
    """Path of a program of PostgreSQL: that of the wheel, else the machine's.

    Raises:
        BackupRefused: there is neither.
    """
    with contextlib.suppress(PostgresRefused):
        found = wheel_binaries() / name
        if found.exists():
            return str(found)
    if found_here := shutil.which(name):
        return found_here
    raise BackupRefused(f"{name} is missing: install PostgreSQL's client programs.")


def told_where(database: Mapping[str, Any]) -> dict[str, str]:
    """The environment of a program that connects to the database of the settings."""
    given = {key: str(database[name]) for name, key in WHERE.items() if database[name]}
    options = {f"PG{k.upper()}": str(v) for k, v in database["OPTIONS"].items()}
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    return {**kept, **options, **given}


@contextlib.contextmanager
def running(command: list[str], env: dict[str, str], **pipes: int) -> Iterator[Any]:
    """Run a program beside us; when we are done with it, it must have ended well.

    Raises:
        BackupRefused: it did not, with its last words.
    """
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, env=env, stderr=said, **pipes) as process:  # type: ignore[call-overload]
            try:
                yield process
            except BrokenPipeError:
                pass
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            raise BackupRefused(f"{command[0].rsplit('/', 1)[-1]}: {_words(said)}")


def _words(said: IO[bytes]) -> str:
    said.seek(0)
    lines = said.read().decode(errors="replace").strip().splitlines()
    return "\n".join(lines[-LAST_LINES:])
