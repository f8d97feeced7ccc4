"""The key that signs for this installation; it lies outside the database."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

if TYPE_CHECKING:
    from pathlib import Path


class SigningKey:
    """An Ed25519 key in a file that only this account may read; made when missing."""

    def __init__(self, file: Path) -> None:
        self._key = _read(file) if file.exists() else _make(file)

    def sign(self, message: bytes) -> str:
        return self._key.sign(message).hex()

    def is_signed(self, message: bytes, signature: str) -> bool:
        return verified(self.public, message, signature)

    @property
    def public(self) -> str:
        """The public half in hex: for whoever checks without us."""
        raw = serialization.Encoding.Raw, serialization.PublicFormat.Raw
        return self._key.public_key().public_bytes(*raw).hex()


def verified(public: str, message: bytes, signature: str) -> bool:
    """Whether the holder of the key with this public half signed the message."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _read(file: Path) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(file.read_text().strip()))


def _make(file: Path) -> Ed25519PrivateKey:
    key = Ed25519PrivateKey.generate()
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    fresh.touch(mode=0o600)
    fresh.write_text(key.private_bytes_raw().hex() + "\n")
    try:
        os.link(fresh, file)  # whole or not at all: another process may read by now
    except FileExistsError:
        return _read(file)
    finally:
        fresh.unlink()
    return key
