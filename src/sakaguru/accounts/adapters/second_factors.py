"""Secrets of second factors are sealed before they reach the database.

Whoever reads the database, or a backup of it, can then neither make codes nor use the
recovery codes: the key is made from ``SECRET_KEY``, which stands elsewhere.
"""

from __future__ import annotations

import base64
import secrets

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = "sealed1:"
PURPOSE = b"sakaguru second factor 1"
NONCE_BYTES = 12


class SecretIsUnreadable(Exception):
    """The secret was sealed under a key that is not among ours."""


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc]
    def encrypt(self, text: str) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        box = AESGCM(_key(settings.SECRET_KEY)).encrypt(nonce, text.encode(), PURPOSE)
        return MARK + base64.b64encode(nonce + box).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was sealed; what was kept before we sealed is given as it is.

        Raises:
            SecretIsUnreadable: neither today's key nor a former one opens it.
        """
        if not encrypted_text.startswith(MARK):
            return encrypted_text
        held = base64.b64decode(encrypted_text.removeprefix(MARK))
        nonce, box = held[:NONCE_BYTES], held[NONCE_BYTES:]
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            try:
                return AESGCM(_key(secret)).decrypt(nonce, box, PURPOSE).decode()
            except InvalidTag:
                continue
        raise SecretIsUnreadable


def _key(secret: str | bytes) -> bytes:
    made = HKDF(SHA256(), length=32, salt=None, info=PURPOSE)
    return made.derive(secret if isinstance(secret, bytes) else secret.encode())
