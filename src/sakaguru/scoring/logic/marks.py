"""What the QR code of a paper says, and the text that is signed over it.

Our key signs it (Ed25519), so that an altered code is refused before anything is looked
up, and so that a paper can be checked by whoever has our public key, without us.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sakaguru.scoring.enums import EditionKind
from sakaguru.scoring.logic.digests import SHOWN

if TYPE_CHECKING:
    from collections.abc import Mapping

FACTS, DIGEST, HEAD, SIGNATURE = "isi", "sidik", "jejak", "tanda"
"""The words of the address; ``DIGEST`` and ``HEAD`` also stand there unsigned."""
VERSION = "sakaguru edition 1"


@dataclass(frozen=True, slots=True)
class Mark:
    """``head`` is what the paper witnesses of the trail; empty before its first."""

    code: str
    facts: str
    digest: str
    head: str

    @property
    def message(self) -> bytes:
        lines = (VERSION, self.code, self.facts, self.digest, self.head)
        return "\n".join(lines).encode("utf-8", "backslashreplace")

    def query(self, signature: str) -> str:
        """The part of the address behind the question mark; the signature in hex."""
        told = {FACTS: self.facts, DIGEST: self.digest, HEAD: self.head}
        told[SIGNATURE] = packed(signature)
        return urlencode({word: text for word, text in told.items() if text})


def read(code: str, query: Mapping[str, str]) -> tuple[Mark, str] | None:
    """The mark of an address and its signature in hex; None where there is none.

    Facts without a signature are a mark that was cut off: its signature is empty.
    """
    if SIGNATURE not in query and FACTS not in query:
        return None
    said = [query.get(word, "") for word in (FACTS, DIGEST, HEAD)]
    return Mark(code, *said), unpacked(query.get(SIGNATURE, ""))


def facts_of(kind: str, content: Mapping[str, Any]) -> str:
    """What is printed large, to be compared by eye: school, cycle, level, score."""
    level = content["level"] or {}
    total = content["total"] if kind == EditionKind.FULL else None
    said = (
        content["npsn"],
        content["cycle"],
        kind,
        level.get("id", "-"),
        "-" if total is None else f"{total:.2f}",
    )
    return "~".join(str(each) for each in said)


def digest_shown(digest: str) -> str:
    return digest[:SHOWN].upper()


def packed(signature: str) -> str:
    return base64.urlsafe_b64encode(bytes.fromhex(signature)).decode().rstrip("=")


def unpacked(text: str) -> str:
    """The signature in hex; empty for a text that nobody would have written so."""
    padding = "=" * (-len(text) % 4)
    try:
        signature = base64.b64decode(text + padding, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return ""
    return signature.hex() if packed(signature.hex()) == text else ""
