"""The trail of this installation: its key, its published heads, its check."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from django.conf import settings

from sakaguru.core import chain
from sakaguru.core.keys import SigningKey, verified
from sakaguru.core.models import AuditEvent, AuditHead

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


WITNESSED = 16
LEGIBLE = re.compile(rf"[0-9a-f]{{{WITNESSED}}}")


def signing_key() -> SigningKey:
    return SigningKey(settings.DATA_DIR / "keys" / "trail.key")


def former_keys_file() -> Path:
    """Public halves of keys that signed before, one in hex a line, oldest first."""
    return settings.DATA_DIR / "keys" / "trail.former"


def public_keys() -> list[str]:
    """Whose signatures count: the present key's, then those of former ones."""
    file = former_keys_file()
    former = file.read_text(encoding="ascii").split() if file.exists() else []
    return [signing_key().public, *reversed(former)]


def is_signed(message: bytes, signature: str) -> bool:
    """Whether the present key or a former one signed this; the signature in hex."""
    return any(verified(key, message, signature) for key in public_keys())


def change_key() -> str:
    """Sign with a new key from now on; the former's signatures go on counting.

    Its private half is overwritten; give the new public half.
    """
    former = signing_key().public
    with former_keys_file().open("a", encoding="ascii") as lines:
        lines.write(f"{former}\n")
    key = settings.DATA_DIR / "keys" / "trail.key"
    key.write_bytes(b"0" * key.stat().st_size)
    key.unlink()
    return signing_key().public


def heads_file() -> Path:
    """One JSON line per published head; copy it elsewhere, it proves the chain."""
    return settings.DATA_DIR / "trail" / "heads.jsonl"


def seal_all() -> int:
    """Chain all waiting events; return how many."""
    total = 0
    while sealed := chain.seal():
        total += sealed
    return total


def publish(*, at: datetime) -> chain.Head | None:
    """Sign the newest link, keep it in the database and add it to the file."""
    head = chain.publish_head(sign=signing_key().sign, at=at)
    if head is not None:
        file = heads_file()
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(head._asdict()) + "\n")
    return head


def published_heads() -> list[chain.Head]:
    """Heads from the file and from the database; where both have one, both count."""
    rows = [
        chain.Head(h.position, h.digest, h.published_at.isoformat(), h.signature)
        for h in AuditHead.objects.order_by("position")
    ]
    file = heads_file()
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return rows + [chain.Head(**json.loads(line)) for line in lines]


def witness(*, at: datetime) -> str:
    """The head that was published last before a moment, short enough for a QR code.

    Printed on papers: whoever holds one holds a piece of the chain, which shows when
    the trail, or the whole database, was changed or set back since. Empty: none yet.
    """
    rows = AuditHead.objects.filter(published_at__lte=at).order_by("-position")
    head = rows.first()
    return f"{head.position}.{head.digest[:WITNESSED]}" if head else ""


def still_holds(text: str) -> bool | None:
    """Whether the trail still holds what a paper witnesses; None: unreadable."""
    position, _dot, digest = text.partition(".")
    if not LEGIBLE.fullmatch(digest) or not position.isdecimal() or len(position) > 15:  # noqa: PLR2004
        return None
    return AuditEvent.objects.filter(
        position=int(position), digest__startswith=digest
    ).exists()


def check() -> list[chain.Break]:
    """Walk the chain of this installation; empty when it holds."""
    return list(chain.breaks(published_heads(), is_signed=is_signed))
