"""Sets that are sent more than once: merged per answer, in any order of arrival."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

from sakaguru.survey.logic.answers import NOT_APPLICABLE, UNKNOWN, Asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sakaguru.survey.logic.answers import Answer

UNSAID = 255
UNKNOWN_SAID = 254
NOT_APPLICABLE_SAID = 253
TAKEN_BACK = 252
HIGHEST_POINTS = 250

_BYTES: dict[Answer | None, int] = {
    UNKNOWN: UNKNOWN_SAID,
    NOT_APPLICABLE: NOT_APPLICABLE_SAID,
    None: TAKEN_BACK,
}
_WORDS: dict[int, Answer | None] = {byte: word for word, byte in _BYTES.items()}


class Said(NamedTuple):
    """One edit: its number, the digest of its content, one byte per item."""

    sequence: int
    digest: str
    said: bytes
    is_chosen: bool = False


def said_of(asked: Sequence[Asked], answers: Mapping[str, Answer | None]) -> bytes:
    """One byte per item in instrument order: what was said, or that nothing was."""
    return bytes(
        _byte(answers[item.code]) if item.code in answers else UNSAID for item in asked
    )


def answers_in(asked: Sequence[Asked], said: bytes) -> dict[str, Answer | None]:
    """What `said_of` was made from."""
    pairs = zip(asked, said, strict=True)
    return {item.code: _word(byte) for item, byte in pairs if byte != UNSAID}


def body_of(said: bytes) -> bytes:
    """The packed answers: whatever has no points is missing (R1)."""
    return bytes(byte if byte <= HIGHEST_POINTS else UNSAID for byte in said)


def standing(edits: Iterable[Said]) -> list[Said]:
    """The edit that counts of each number, in their order.

    Of several with one number the chosen one, else the one with the lowest digest:
    the order of arrival decides nothing.
    """
    best: dict[int, Said] = {}
    for edit in sorted(edits, key=lambda edit: (not edit.is_chosen, edit.digest)):
        best.setdefault(edit.sequence, edit)
    return [best[number] for number in sorted(best)]


def merged(edits: Iterable[Said]) -> bytes:
    """What the edits say together: per item the last one that says anything."""
    total = b""
    for edit in standing(edits):
        total = total or bytes([UNSAID]) * len(edit.said)
        pairs = zip(total, edit.said, strict=True)
        total = bytes(old if new == UNSAID else new for old, new in pairs)
    return total


def content_digest(
    submission: str,
    sequence: int,
    consent: str,
    answers: Mapping[str, Answer | None],
) -> str:
    """SHA-256 of what was sent, as the device can compute it too.

    Over the JSON of ``[id, sequence, consent, answers]``, keys in order, no blanks.
    """
    content = [submission, sequence, consent, answers]
    plain = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def key_digest(key: str) -> str:
    """Of the device's secret; empty for what a page of ours sent, and nobody edits."""
    return hashlib.sha256(key.encode()).hexdigest() if key else ""


def _byte(answer: Answer | None) -> int:
    return answer if isinstance(answer, int) else _BYTES[answer]


def _word(byte: int) -> Answer | None:
    return _WORDS.get(byte, byte)
