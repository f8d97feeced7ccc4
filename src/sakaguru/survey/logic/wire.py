"""What devices send, read strictly: every fault names its field and its rule."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.survey.logic.answers import Answer

DEEPEST = 6
MOST_ANSWERS = 2_000
MOST_IN_BATCH = 50
HIGHEST_SEQUENCE = 1_000_000
MOST_SECONDS = 10_000_000
LONGEST_CODE = 40

_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_KEY = re.compile(r"[A-Za-z0-9_-]{22,64}")
_CODE = re.compile(r"[A-Za-z0-9_.-]{1,40}")
_SEALED = re.compile(r"[A-Za-z0-9+/]{120,60000}={0,2}")
_ENVELOPE = {"id", "sequence", "door", "content", "sealed"}
_CONTENT = {"key", "answers", "consent", "seconds", "filled_for"}


class Fault(NamedTuple):
    """One thing wrong: where, and the rule that it breaks."""

    field: str
    rule: str


class Unreadable(Exception):
    """What came is not the JSON that is expected; ``faults`` says why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(", ".join(f"{fault.field}: {fault.rule}" for fault in faults))
        self.faults = faults


class Content(NamedTuple):
    """What the respondent said. ``key`` is the secret the device made for this set.

    Answers map item codes to points, "TT", "TB", or None for one that is taken back.
    ``seconds`` is None where unknown.
    """

    key: str
    answers: Mapping[str, Answer | None]
    consent: str
    seconds: float | None = None
    filled_for: str = ""


class Envelope(NamedTuple):
    """A set under way: what it is called, and by which door it comes."""

    id: UUID
    sequence: int
    door: str

    @property
    def name(self) -> str:
        """What a sealed content is bound to."""
        return f"{self.id}:{self.sequence}"


class Parcel(NamedTuple):
    """An envelope with its content in clear, or sealed for the campaign."""

    envelope: Envelope
    content: Content | None
    sealed: str


def read_json(raw: bytes, where: str = "body") -> Any:
    """Read JSON; refuse what other readers would take in different ways.

    Raises:
        Unreadable: not UTF-8, cut off, too deep, a key twice, NaN, lone surrogates.
    """
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Unreadable(Fault(where, "utf8")) from None
    if text.count("[") + text.count("{") > DEEPEST and _depth(text) > DEEPEST:
        raise Unreadable(Fault(where, "depth"))
    try:
        value = _READER.decode(text)
    except (ValueError, RecursionError):
        raise Unreadable(Fault(where, "json")) from None
    return value


def read_parcel(value: Any, at: str = "") -> Parcel:
    """Raises `Unreadable` with every fault of the envelope, or of the content."""
    if not isinstance(value, dict):
        raise Unreadable(Fault(at or "body", "object"))
    faults = [Fault(f"{at}{name}", "unknown") for name in _unknown(value, _ENVELOPE)]
    number, sequence = _uuid(value.get("id")), value.get("sequence")
    door, sealed = value.get("door", ""), value.get("sealed")
    if number is None:
        faults.append(Fault(f"{at}id", "uuid"))
    if not _whole(sequence, 1, HIGHEST_SEQUENCE):
        faults.append(Fault(f"{at}sequence", "whole_number_from_1"))
    if not _text(door, 120):
        faults.append(Fault(f"{at}door", "text_up_to_120"))
    if ("content" in value) == ("sealed" in value):
        faults.append(Fault(f"{at}content", "content_or_sealed"))
    elif sealed is not None and not _matches(_SEALED, sealed):
        faults.append(Fault(f"{at}sealed", "base64"))
    if faults or number is None or not isinstance(sequence, int):
        raise Unreadable(*faults)
    inside = value.get("content")
    content = read_content(inside, f"{at}content") if "content" in value else None
    return Parcel(Envelope(number, sequence, door), content, sealed or "")


def read_withdrawal(value: Any) -> tuple[UUID, str]:
    """Which set is withdrawn, and the secret that its device made for it.

    Raises:
        Unreadable: with every fault.
    """
    if not isinstance(value, dict):
        raise Unreadable(Fault("body", "object"))
    faults = [Fault(name, "unknown") for name in _unknown(value, {"id", "key"})]
    number, key = _uuid(value.get("id")), value.get("key")
    if number is None:
        faults.append(Fault("id", "uuid"))
    if not _matches(_KEY, key):
        faults.append(Fault("key", "secret"))
    if faults or number is None:
        raise Unreadable(*faults)
    return number, str(key)


def read_content(value: Any, at: str) -> Content:
    """Raises `Unreadable` with every fault."""
    if not isinstance(value, dict):
        raise Unreadable(Fault(at, "object"))
    checks = {
        "key": _matches(_KEY, value.get("key")),
        "consent": _text(value.get("consent"), 12),
        "seconds": value.get("seconds") is None or _seconds(value["seconds"]),
        "filled_for": _text(value.get("filled_for", ""), 120),
        "answers": isinstance(value.get("answers"), dict),
    }
    faults = [Fault(f"{at}.{name}", "unknown") for name in _unknown(value, _CONTENT)]
    faults += [
        Fault(f"{at}.{name}", RULES[name]) for name, ok in checks.items() if not ok
    ]
    if checks["answers"]:
        faults += _answer_faults(value["answers"], f"{at}.answers")
    if faults:
        raise Unreadable(*faults)
    return Content(
        key=value["key"],
        answers=value["answers"],
        consent=value["consent"],
        seconds=value.get("seconds"),
        filled_for=one_line(value.get("filled_for", "")),
    )


def one_line(text: str) -> str:
    """What others read of a person's words: no line breaks, no signs that turn it."""
    return " ".join(_TURNING.sub(" ", text).split())


_TURNING = re.compile("[\x00-\x1f\x7f\u2028-\u202e\u2066-\u2069]")
_POINTS = range(251)
_WORDS = (None, "TT", "TB")

RULES = {
    "key": "22_to_64_of_base64url",
    "consent": "text_up_to_12",
    "seconds": "number_from_0",
    "filled_for": "text_up_to_120",
    "answers": "object",
}


def _answer_faults(answers: dict[str, Any], at: str) -> list[Fault]:
    if len(answers) > MOST_ANSWERS:
        return [Fault(at, f"at_most_{MOST_ANSWERS}")]
    return [
        Fault(f"{at}.{code[:40]!a}", "answer")
        for code, answer in answers.items()
        if len(code) > LONGEST_CODE
        or not _is_code(code)
        or not (answer in _POINTS if type(answer) is int else answer in _WORDS)
    ][:20]


def _unknown(value: dict[str, Any], known: set[str]) -> list[str]:
    return [ascii(name[:40]) for name in sorted(value.keys() - known)][:5]


def _depth(text: str) -> int:
    deepest = depth = 0
    for match in _TOKENS.finditer(text):
        sign = match[0]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_constant(word: str) -> None:
    raise ValueError(word)


_READER = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_no_constant)


def _uuid(value: Any) -> UUID | None:
    if not isinstance(value, str) or len(value) != len(str(UUID(int=0))):
        return None
    try:
        number = UUID(value)
    except ValueError:
        return None
    return number if str(number) == value else None


def _whole(value: Any, lowest: int, highest: int) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and lowest <= value <= highest


def _seconds(value: Any) -> bool:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= MOST_SECONDS  # also refuses NaN and infinity


def _text(value: Any, longest: int) -> bool:
    if not isinstance(value, str) or len(value) > longest:
        return False
    return not any(ord(sign) < 32 or 0xD800 <= ord(sign) < 0xE000 for sign in value)  # noqa: PLR2004 -- control signs and surrogates


@lru_cache(maxsize=4_096)
def _is_code(value: str) -> bool:
    return bool(_CODE.fullmatch(value))


def _matches(pattern: re.Pattern[str], value: Any) -> bool:
    return isinstance(value, str) and bool(pattern.fullmatch(value))
