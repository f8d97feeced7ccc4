"""A stream that only the holder of the key can read, and that tells any damage.

The file is a line with the format's name, a salt and a mark of the key, then pieces:
four bytes of length and the piece under AES-256-GCM. Every file has its own key
(HKDF of the backup key and the salt); the nonce counts the pieces, its last byte is 1
for the last one. So a piece that was changed, dropped, doubled or moved, and a file
that ends too early, are found when they are read (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import base64
import binascii
import hmac
import io
import secrets
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = b"sakaguru backup 1\n"
SALT_BYTES = MARK_BYTES = 16
HEAD_BYTES = len(FORMAT) + SALT_BYTES + MARK_BYTES
PIECE = 1 << 20
KEY_BYTES = 32
TAG_BYTES = 16


class BackupRefused(Exception):
    """A backup cannot be made or read; the message says what is wrong."""


def make_key(file: Path) -> None:
    """Write a new key into a file that only its owner may read.

    Raises:
        BackupRefused: there is a file of that name already.
    """
    try:
        file.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise BackupRefused(
            f"{file} exists already; a key is never replaced."
        ) from None
    file.write_text(base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode() + "\n")


def read_key(file: Path) -> bytes:
    """Read a key that ``make_key`` wrote.

    Raises:
        BackupRefused: it cannot be read, or holds something else.
    """
    try:
        key = base64.b64decode(file.read_bytes().strip(), validate=True)
    except OSError as error:
        raise BackupRefused(f"Key {file}: {error.strerror}.") from None
    except binascii.Error:
        key = b""
    if len(key) != KEY_BYTES:
        raise BackupRefused(f"Key {file} is not a key of backups.")
    return key


def _derived(key: bytes, salt: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt, b"sakaguru backup " + use).derive(key)


def _mark(key: bytes, salt: bytes) -> bytes:
    return _derived(key, salt, b"mark")[:MARK_BYTES]


def _nonce(count: int, *, is_last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([is_last])


class SealedWriter(io.RawIOBase):
    """Write plain bytes; encrypted pieces arrive in ``target``. Close it to end."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        salt = secrets.token_bytes(SALT_BYTES)
        self._target = target
        self._cipher = AESGCM(_derived(key, salt, b"pieces"))
        self._waiting = bytearray()
        self._count = 0
        target.write(FORMAT + salt + _mark(key, salt))

    def writable(self) -> bool:
        return True

    def write(self, data: object, /) -> int:
        plain = memoryview(data).cast("B")  # type: ignore[arg-type]
        self._waiting += plain
        while len(self._waiting) > PIECE:
            self._put(bytes(self._waiting[:PIECE]), is_last=False)
            del self._waiting[:PIECE]
        return len(plain)

    def close(self) -> None:
        if not self.closed:
            self._put(bytes(self._waiting), is_last=True)
        super().close()

    def _put(self, piece: bytes, *, is_last: bool) -> None:
        hidden = self._cipher.encrypt(_nonce(self._count, is_last=is_last), piece, None)
        self._target.write(len(hidden).to_bytes(4, "big") + hidden)
        self._count += 1


class SealedReader(io.RawIOBase):
    """Read plain bytes of what ``SealedWriter`` wrote.

    Raises:
        BackupRefused: another format, another key, damage, or an end too early.
    """

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        head = source.read(HEAD_BYTES)
        if len(head) < HEAD_BYTES or not head.startswith(FORMAT):
            raise BackupRefused("This is not a backup of Sakaguru, or not all of it.")
        salt, mark = head[len(FORMAT) : -MARK_BYTES], head[-MARK_BYTES:]
        if not hmac.compare_digest(mark, _mark(key, salt)):
            raise BackupRefused("The backup was made with another key.")
        self._source = source
        self._cipher = AESGCM(_derived(key, salt, b"pieces"))
        self._ready = b""
        self._count = 0
        self._ended = False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        while not self._ready and not self._ended:
            self._ready = self._next()
        part = self._ready[: len(room)]
        room[: len(part)] = part
        self._ready = self._ready[len(part) :]
        return len(part)

    def _next(self) -> bytes:
        size = int.from_bytes(self._source.read(4), "big")
        hidden = self._source.read(size) if 0 < size <= PIECE + TAG_BYTES else b""
        if len(hidden) < TAG_BYTES or len(hidden) != size:
            raise BackupRefused(f"The backup ends early, {self._where()}.")
        for is_last in (False, True):
            nonce = _nonce(self._count, is_last=is_last)
            try:
                plain = self._cipher.decrypt(nonce, hidden, None)
            except InvalidTag:
                continue
            self._note_end(is_last=is_last)
            return plain
        raise BackupRefused(f"The backup is damaged: {self._where()}.")

    def _note_end(self, *, is_last: bool) -> None:
        self._count += 1
        self._ended = is_last
        if is_last and self._source.read(1):
            raise BackupRefused("Something was added to the end of the backup.")

    def _where(self) -> str:
        return f"piece {self._count + 1}, about {self._count * PIECE >> 20} MB in"
