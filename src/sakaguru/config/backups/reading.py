"""Read a backup from its first to its last byte."""

from __future__ import annotations

import hashlib
import io
import tarfile
from typing import IO, TYPE_CHECKING, Protocol

from sakaguru.config.backups.manifest import Manifest
from sakaguru.config.backups.sealed import BackupRefused, SealedReader

if TYPE_CHECKING:
    from pathlib import Path

PIECE = 1 << 20
MANIFEST = "manifest.json"
DUMP = "database.dump/"


class Taker(Protocol):
    """Where the content of a backup goes."""

    def dump(self, piece: bytes) -> None: ...

    def file(self, name: str, content: IO[bytes]) -> str:
        """Take a file; return its SHA-256."""
        ...


class Digester:
    """Takes nothing, only digests."""

    def dump(self, piece: bytes) -> None:
        """Let it pass: the cipher has vouched for it."""

    def file(self, name: str, content: IO[bytes]) -> str:  # noqa: ARG002 -- as Taker
        return digest_of(content)


def digest_of(content: IO[bytes]) -> str:
    found = hashlib.sha256()
    while piece := content.read(PIECE):
        found.update(piece)
    return found.hexdigest()


def verify(path: Path, key: bytes) -> Manifest:
    """Read all of a backup and compare its files with its manifest.

    Raises:
        BackupRefused: it is broken; the message says how.
    """
    return read(path, key, Digester())


def read(path: Path, key: bytes, taker: Taker) -> Manifest:
    """Hand all of a backup to a taker, and compare the files with the manifest.

    Raises:
        BackupRefused: as ``verify``.
    """
    try:
        with path.open("rb") as source:
            sealed = SealedReader(source, key)
            with tarfile.open(
                fileobj=io.BufferedReader(sealed, PIECE), mode="r|"
            ) as pack:
                told, found = _handed(pack, taker)
            while sealed.read(PIECE):
                pass  # to the very end: the last piece says that it is the last
    except OSError as error:
        raise BackupRefused(f"{path}: {error.strerror or error}.") from error
    except tarfile.TarError as error:
        raise BackupRefused(f"{path}: the content is not whole ({error}).") from error
    if told is None or told.files != found:
        raise BackupRefused(f"{path}: files and manifest do not agree.")
    return told


def _handed(
    pack: tarfile.TarFile, taker: Taker
) -> tuple[Manifest | None, dict[str, str]]:
    told, found = None, {}
    for entry in pack:
        content = pack.extractfile(entry)
        if content is None or not _is_inside(entry.name):
            raise BackupRefused(f"The backup holds a strange entry: {entry.name}.")
        if entry.name == MANIFEST:
            told = Manifest.from_json(content.read())
        elif entry.name.startswith(DUMP):
            taker.dump(content.read())
        else:
            found[entry.name] = taker.file(entry.name, content)
    return told, found


def _is_inside(name: str) -> bool:
    return not name.startswith("/") and ".." not in name.split("/")
