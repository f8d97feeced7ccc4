"""Receipts signed with a key that lies outside the database."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings

from sakaguru.core.keys import SigningKey, verified

_keys: dict[str, SigningKey] = {}


def signed_receipt(content: dict[str, Any]) -> dict[str, Any]:
    """The content with the public key and signature beside it; always the same."""
    key = _key()
    whole = {**content, "key": key.public}
    return {**whole, "signature": key.sign(_message(whole))}


def is_genuine(receipt: dict[str, Any], *, public: str = "") -> bool:
    """Whether this installation, or who holds ``public``, signed the receipt."""
    content = {name: value for name, value in receipt.items() if name != "signature"}
    trusted = public or _key().public
    if content.get("key") != trusted:
        return False
    return verified(trusted, _message(content), str(receipt.get("signature", "")))


def _key() -> SigningKey:
    file = settings.DATA_DIR / "keys" / "receipts.key"
    if str(file) not in _keys:
        _keys[str(file)] = SigningKey(file)
    return _keys[str(file)]


def _message(content: dict[str, Any]) -> bytes:
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()
