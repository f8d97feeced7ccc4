"""Checks over the written questions of an instrument, before anybody is asked.

Works on the loaded role files and knows no database. Every fault has a name, the code
of the item it is about ("" for the whole) and a few words of detail.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    Document = Mapping[str, Any]

MOST_ITEMS = 180
MOST_PUPIL_ITEMS = 35
LEAST_RUBRIC_SHARE = 0.6
OPTIONS = range(2, 6)
LANGUAGES = ("id", "en")
KINDS = frozenset({"rubric", "frequency", "choice", "yesno"})
MISSING = frozenset({"TT", "TB"})


@dataclass(frozen=True, slots=True)
class Length:
    """The most Indonesian words of a question, an option and the whole item."""

    text: int
    option: int
    whole: int


LENGTHS = {
    "KS": Length(25, 22, 110),
    "PS": Length(25, 22, 110),
    "GS": Length(25, 22, 110),
    "MT": Length(20, 16, 80),
    "SS": Length(15, 12, 60),
}

# Words that look like verbs of Indonesian and are not.
NOT_VERBS = frozenset(
    {"meja", "media", "medali", "melalui", "menit", "menurut", "merah", "mereka"}
    | {"merata", "menteri", "mengenai", "dinding", "dinas", "diri", "dirinya"}
    | {"diskusi", "diploma", "berapa", "berita", "beras", "berbagai", "bersama"}
    | {"bersih", "berani", "beragam", "berat"}
)
VERB = r"(?:me(?:ng|ny|n|m|l|r|w|y)|ber|di)[a-z]{3,}"
JOINED = re.compile(rf"\b({VERB})\b(?:\s+\S+){{0,4}}?\s+(?:dan|serta)\s+({VERB})\b")
BOTH = re.compile(
    r"\bdan\s*/\s*atau\b|\band\s*/\s*or\b|\bsekaligus\b|\bserta apakah\b|\bdan apakah\b"
    r"|\bdan bagaimana\b|\bdan berapa\b|\bdan siapa\b",
)


@dataclass(frozen=True, slots=True)
class Fault:
    name: str
    item: str
    detail: str = ""


def find_faults(
    instrument: Document, roles: Sequence[Document], sd_nodes: Iterable[str]
) -> list[Fault]:
    """Return all faults of an instrument; an empty list means it may be used.

    `roles` are the loaded role files, DATA (with "rules") among them; `sd_nodes` the
    sub-indicators that apply to the kind of school.
    """
    nodes = frozenset(sd_nodes)
    asked = [role for role in roles if role["role"] != "DATA"]
    items = [item for role in asked for item in role["items"]]
    rules = [rule for role in roles for rule in role.get("rules", ())]
    return [
        *_amount_faults(asked),
        *(fault for role in asked for fault in _role_faults(role, nodes)),
        *_code_faults([*items, *rules]),
        *_coverage_faults(
            instrument, {each["node"] for each in [*items, *rules]}, nodes
        ),
    ]


def question_nodes(roles: Sequence[Document]) -> set[str]:
    """Return the sub-indicators that people are asked about."""
    return {item["node"] for role in roles for item in role.get("items", ())}


def is_double_barrelled(text: str) -> bool:
    """Return whether a question seems to ask two things (heuristic, Indonesian)."""
    lowered = text.lower()
    if BOTH.search(lowered) or lowered.count("?") > 1:
        return True
    return any(
        not NOT_VERBS.intersection(found.groups()) for found in JOINED.finditer(lowered)
    )


def _amount_faults(asked: Sequence[Document]) -> Iterator[Fault]:
    items = [item for role in asked for item in role["items"]]
    if len(items) > MOST_ITEMS:
        yield Fault("too_many_items", "", str(len(items)))
    pupils = sum(len(role["items"]) for role in asked if role["role"] == "SS")
    if pupils > MOST_PUPIL_ITEMS:
        yield Fault("too_many_pupil_items", "", str(pupils))
    rubrics = sum(item["kind"] == "rubric" for item in items)
    if items and rubrics < LEAST_RUBRIC_SHARE * len(items):
        yield Fault("too_few_rubrics", "", f"{rubrics} of {len(items)}")


def _role_faults(role: Document, nodes: frozenset[str]) -> Iterator[Fault]:
    checks: list[Callable[[Document], Iterator[Fault]]] = [
        _language_faults,
        _option_faults,
        _question_faults,
    ]
    for item in role["items"]:
        for check in checks:
            yield from check(item)
        yield from _length_faults(item, LENGTHS[role["role"]])
        if item["node"] not in nodes:
            yield Fault("unknown_node", item["code"], item["node"])
    yield from _order_faults(role)
    yield from _minutes_faults(role)


def _language_faults(item: Document) -> Iterator[Fault]:
    parts = {key: item.get(key) for key in ("text", "why", "example")}
    if "evidence" in item:
        parts["evidence"] = item["evidence"]
    for place, option in enumerate(item["options"]):
        parts[f"options[{place}]"] = option.get("text")
    for name, said in parts.items():
        for language in LANGUAGES:
            if not str((said or {}).get(language, "")).strip():
                yield Fault("language_missing", item["code"], f"{name} {language}")


def _option_faults(item: Document) -> Iterator[Fault]:
    points = [option["points"] for option in item["options"]]
    if len(points) not in OPTIONS:
        yield Fault("option_count", item["code"], str(len(points)))
    if points != sorted(set(points)):
        yield Fault("points_not_ascending", item["code"], str(points))
    if not points or min(points) != 0 or max(points) != item["max"]:
        yield Fault("points_not_from_0_to_max", item["code"], str(points))
    for language in LANGUAGES:
        said = [option["text"].get(language) for option in item["options"]]
        if len(set(said)) != len(said):
            yield Fault("option_twice", item["code"], language)


def _question_faults(item: Document) -> Iterator[Fault]:
    if item["kind"] not in KINDS:
        yield Fault("unknown_kind", item["code"], item["kind"])
    if not MISSING.issuperset(item["missing"]):
        yield Fault("unknown_missing", item["code"], str(item["missing"]))
    if item["weight"] <= 0 or item["seconds"] <= 0:
        yield Fault("not_positive", item["code"], "weight or seconds")
    if is_double_barrelled(item["text"].get("id", "")):
        yield Fault("double_barrelled", item["code"], item["text"]["id"])


def _length_faults(item: Document, most: Length) -> Iterator[Fault]:
    text = _words(item["text"])
    options = [_words(option["text"]) for option in item["options"]]
    if text > most.text:
        yield Fault("question_too_long", item["code"], f"{text} words")
    if max(options, default=0) > most.option:
        yield Fault("option_too_long", item["code"], f"{max(options)} words")
    if text + sum(options) > most.whole:
        yield Fault("item_too_long", item["code"], f"{text + sum(options)} words")


def _order_faults(role: Document) -> Iterator[Fault]:
    standards = [item["node"].split(".")[0] for item in role["items"]]
    if standards != sorted(standards, key=int):
        yield Fault("not_by_standard", "", role["role"])
    headed = [section["standard"] for section in role["sections"]]
    if headed != sorted(set(standards), key=int):
        yield Fault("sections_differ", "", role["role"])
    for place, item in enumerate(role["items"], start=1):
        if item["code"] != f"{role['role']}{place:03d}":
            yield Fault(
                "code_form", item["code"], f"{role['role']}{place:03d} expected"
            )


def _minutes_faults(role: Document) -> Iterator[Fault]:
    needed = sum(item["seconds"] for item in role["items"]) / 60
    if not needed <= role["minutes"] <= needed * 1.5 + 1:
        yield Fault("minutes_differ", "", f"{role['role']} needs {needed:.1f}")


def _code_faults(coded: Sequence[Document]) -> Iterator[Fault]:
    for code, times in Counter(each["code"] for each in coded).items():
        if times > 1:
            yield Fault("code_twice", code, f"{times} times")


def _coverage_faults(
    instrument: Document, covered: set[str], nodes: frozenset[str]
) -> Iterator[Fault]:
    declared: Document = instrument["not_covered"]
    for node in sorted(nodes - covered - set(declared)):
        yield Fault("node_not_covered", "", node)
    for node, reason in declared.items():
        if node not in nodes:
            yield Fault("declared_node_unknown", "", node)
        if node in covered:
            yield Fault("declared_yet_covered", "", node)
        if not all(reason.get(language) for language in LANGUAGES):
            yield Fault("language_missing", "", f"not_covered {node}")


def _words(said: Mapping[str, str]) -> int:
    return len(said.get("id", "").split())
