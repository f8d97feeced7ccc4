"""Digests of what was computed from, and of what was shown."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

SHOWN = 16
"""Hexadecimal digits of a digest that are printed."""


def digest_of_parts(parts: Iterable[str]) -> str:
    """SHA-256 over texts in their order, one per line (R17)."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def digest_of_content(content: Any) -> str:
    """SHA-256 of plain data, whatever the order of its keys."""
    text = json.dumps(
        content, sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    return hashlib.sha256(text.encode()).hexdigest()


def short(digest: str) -> str:
    """The printed form: four groups of four digits."""
    head = digest[:SHOWN].upper()
    return " ".join(head[place : place + 4] for place in range(0, SHOWN, 4))
