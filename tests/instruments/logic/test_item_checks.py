from __future__ import annotations

from typing import Any

import pytest

from sakaguru.instruments.logic.item_checks import find_faults, is_double_barrelled

NODES = ["1.1.1", "2.1.1", "5.2.2"]


def an_item(role: str, number: int, node: str) -> dict[str, Any]:
    return {
        "code": f"{role}{number:03d}",
        "node": node,
        "weight": 1,
        "max": 3,
        "kind": "rubric",
        "text": {"id": "Apa yang terlihat?", "en": "What is seen?"},
        "options": [
            {"points": points, "text": {"id": f"Keadaan {points}", "en": f"S {points}"}}
            for points in range(4)
        ],
        "missing": ["TT"],
        "why": {"id": "Sebab.", "en": "Because."},
        "example": {"id": "Contoh.", "en": "Example."},
        "evidence": {"id": "Foto", "en": "Photo"},
        "seconds": 20,
    }


def a_role(role: str = "KS") -> dict[str, Any]:
    return {
        "role": role,
        "minutes": 1,
        "sections": [{"standard": "1"}, {"standard": "2"}],
        "items": [an_item(role, 1, "1.1.1"), an_item(role, 2, "2.1.1")],
    }


def an_instrument() -> dict[str, Any]:
    return {"not_covered": {"5.2.2": {"id": "Sebab", "en": "Reason"}}}


def names(role, instrument=None, more=()):
    found = find_faults(instrument or an_instrument(), [role, *more], NODES)
    return {(fault.name, fault.item) for fault in found}


def test_a_sound_instrument_has_no_faults():
    assert names(a_role()) == set()


def put(path: str, value: Any):
    def change(role: dict[str, Any]) -> None:
        target: Any = role["items"][0]
        *way, last = path.split(".")
        for step in way:
            target = target[int(step)] if step.isdigit() else target[step]
        target[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (put("text", {"id": "Apa?", "en": " "}), "language_missing"),
        (put("why", {"id": "Sebab."}), "language_missing"),
        (put("evidence", {"en": "Photo"}), "language_missing"),
        (put("options.1.text", {"id": "Keadaan 9"}), "language_missing"),
        (put("options.1.text", {"id": "Keadaan 0", "en": "x"}), "option_twice"),
        (put("options.1.points", 2), "points_not_ascending"),
        (put("options.0.points", 1), "points_not_from_0_to_max"),
        (put("max", 4), "points_not_from_0_to_max"),
        (
            put("options", [{"points": 0, "text": {"id": "a", "en": "a"}}]),
            "option_count",
        ),
        (put("kind", "opinion"), "unknown_kind"),
        (put("missing", ["XX"]), "unknown_missing"),
        (put("weight", 0), "not_positive"),
        (put("seconds", 0), "not_positive"),
        (put("node", "1.9.9"), "unknown_node"),
        (put("text.id", "Apa " * 26), "question_too_long"),
        (put("options.2.text.id", "kata " * 23), "option_too_long"),
        (put("options.2.text.id", "kata " * 111), "item_too_long"),
        (put("text.id", "Apakah guru dan/atau murid hadir?"), "double_barrelled"),
    ],
)
def test_a_planted_fault_is_found_with_its_item(change, fault):
    role = a_role()
    change(role)
    assert (fault, "KS001") in names(role)


def test_a_pupil_reads_less_than_a_teacher():
    role = a_role("SS")
    role["items"][0]["text"]["id"] = "kata " * 16
    assert ("question_too_long", "SS001") in names(role)


@pytest.mark.parametrize(
    "text",
    [
        "Apakah guru menyiapkan alat dan memeriksa tugas?",
        "Seberapa sering murid membaca buku serta menulis cerita?",
        "Apa yang terlihat, dan bagaimana guru bertindak?",
        "Apakah ada? Kapan?",
        "Apakah sekolah membuat rencana sekaligus laporan?",
    ],
)
def test_a_question_with_two_thoughts_is_seen(text):
    assert is_double_barrelled(text)


@pytest.mark.parametrize(
    "text",
    [
        "Bagaimana meja, kursi, serta papan tulis di ruang kelas?",
        "Bagaimana keadaan dinding dan meja di kelas?",
        "Siapa yang ikut menyusun rencana?",
    ],
)
def test_a_question_with_one_thought_passes(text):
    assert not is_double_barrelled(text)


def test_order_codes_and_sections_are_checked():
    role = a_role()
    role["items"].reverse()
    assert {"not_by_standard", "code_form"} <= {name for name, _ in names(role)}
    role = a_role()
    role["sections"].pop()
    assert names(role) == {("sections_differ", "")}


def test_a_code_used_twice_is_found():
    role = a_role()
    role["items"][1]["code"] = "KS001"
    assert ("code_twice", "KS001") in names(role)


def test_minutes_must_suffice():
    role = a_role()
    role["items"][0]["seconds"] = 300
    assert names(role) == {("minutes_differ", "")}


def test_every_node_is_asked_or_declared():
    role = a_role()
    assert names(role, {"not_covered": {}}) == {("node_not_covered", "")}
    more = {"role": "DATA", "rules": [{"code": "DATA_5.2.2", "node": "5.2.2"}]}
    assert names(role, {"not_covered": {}}, [more]) == set()
    assert names(role, more=[more]) == {("declared_yet_covered", "")}


def test_a_declaration_is_about_a_known_node_in_both_languages():
    instrument = an_instrument()
    instrument["not_covered"]["9.9.9"] = {"id": "Sebab"}
    assert names(a_role(), instrument) == {
        ("declared_node_unknown", ""),
        ("language_missing", ""),
    }


def many(role: str, amount: int, kind: str = "rubric") -> dict[str, Any]:
    items = [
        an_item(role, number, "1.1.1") | {"kind": kind}
        for number in range(1, amount + 1)
    ]
    sections = [{"standard": "1"}]
    return {
        "role": role,
        "minutes": amount // 3 + 1,
        "sections": sections,
        "items": items,
    }


def test_too_many_items_or_too_few_rubrics_are_found():
    assert ("too_many_items", "") in names(many("KS", 181))
    assert ("too_many_items", "") not in names(many("KS", 180))
    assert ("too_many_pupil_items", "") in names(many("SS", 36))
    assert ("too_few_rubrics", "") in names(many("KS", 3, "choice"))
