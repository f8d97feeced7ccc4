"""What devices send: every bound, on both sides, by field and rule."""

from __future__ import annotations

import json
from uuid import UUID

import pytest

from sakaguru.survey.logic.wire import (
    MOST_IN_BATCH,
    Content,
    Envelope,
    Parcel,
    Unreadable,
    one_line,
    read_content,
    read_json,
    read_parcel,
    read_withdrawal,
)

NUMBER = "3f2b8a9c-0d1e-4f5a-8b7c-6d5e4f3a2b1c"
KEY = "k" * 22
SEALED = "A" * 120


def content(**fields):
    told = {"key": KEY, "answers": {"GS001": 3}, "consent": "2026-1"} | fields
    return {name: value for name, value in told.items() if value is not ...}


def envelope(**fields):
    told = {"id": NUMBER, "sequence": 1, "door": "abc", "content": content()} | fields
    return {name: value for name, value in told.items() if value is not ...}


def faults(read, *arguments):
    with pytest.raises(Unreadable) as refused:
        read(*arguments)
    assert str(refused.value) == ", ".join(
        f"{fault.field}: {fault.rule}" for fault in refused.value.faults
    )
    return [tuple(fault) for fault in refused.value.faults]


def test_a_whole_set_is_read_as_it_was_said():
    found = read_parcel(
        envelope(content=content(seconds=9.5, filled_for=" a\u202e b "))
    )

    assert found == Parcel(
        Envelope(UUID(NUMBER), 1, "abc"),
        Content(KEY, {"GS001": 3}, "2026-1", 9.5, "a b"),
        "",
    )
    assert found.envelope.name == f"{NUMBER}:1"


def test_what_need_not_be_said_may_be_left_out():
    told = read_parcel(envelope(door=..., content=..., sealed=SEALED))

    assert told == Parcel(Envelope(UUID(NUMBER), 1, ""), None, SEALED)
    assert read_content(content(), "content") == Content(KEY, {"GS001": 3}, "2026-1")


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"id": ...}, ("id", "uuid")),
        ({"id": 7}, ("id", "uuid")),
        ({"id": NUMBER.upper()}, ("id", "uuid")),
        ({"id": NUMBER.replace("-", "")}, ("id", "uuid")),
        ({"id": "x" * 36}, ("id", "uuid")),
        ({"id": "{" + NUMBER.replace("-", "") + "}--"}, ("id", "uuid")),
        ({"sequence": 0}, ("sequence", "whole_number_from_1")),
        ({"sequence": 1_000_001}, ("sequence", "whole_number_from_1")),
        ({"sequence": True}, ("sequence", "whole_number_from_1")),
        ({"sequence": 1.0}, ("sequence", "whole_number_from_1")),
        ({"sequence": ...}, ("sequence", "whole_number_from_1")),
        ({"door": "x" * 121}, ("door", "text_up_to_120")),
        ({"door": "a\x1f"}, ("door", "text_up_to_120")),
        ({"door": chr(0xD800)}, ("door", "text_up_to_120")),
        ({"door": chr(0xDFFF)}, ("door", "text_up_to_120")),
        ({"door": 7}, ("door", "text_up_to_120")),
        ({"sealed": SEALED}, ("content", "content_or_sealed")),
        ({"content": ...}, ("content", "content_or_sealed")),
        ({"content": ..., "sealed": "A" * 119}, ("sealed", "base64")),
        ({"content": ..., "sealed": "-" * 120}, ("sealed", "base64")),
        ({"more": 1}, ("'more'", "unknown")),
    ],
)
def test_a_fault_of_an_envelope_is_told(fields, told):
    assert faults(read_parcel, envelope(**fields)) == [told]
    at = "sets.0."
    assert faults(read_parcel, envelope(**fields), at) == [(at + told[0], told[1])]


@pytest.mark.parametrize(
    "fields",
    [
        {"sequence": 1_000_000},
        {"sequence": 2},
        {"door": "x" * 120},
        {"door": ""},
        {"door": "a \ud7ff\ue000"},
        {"content": ..., "sealed": "A" * 120 + "=="},
        {"content": ..., "sealed": None},
    ],
)
def test_an_envelope_at_its_bounds_is_taken(fields):
    told = envelope(**fields)

    found = read_parcel(told)
    assert found.envelope.sequence == told["sequence"]
    assert found.envelope.door == told["door"]


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"key": ...}, ("key", "22_to_64_of_base64url")),
        ({"key": "k" * 21}, ("key", "22_to_64_of_base64url")),
        ({"key": "k" * 65}, ("key", "22_to_64_of_base64url")),
        ({"key": KEY + "\n"}, ("key", "22_to_64_of_base64url")),
        ({"key": 7}, ("key", "22_to_64_of_base64url")),
        ({"consent": ...}, ("consent", "text_up_to_12")),
        ({"consent": "x" * 13}, ("consent", "text_up_to_12")),
        ({"seconds": -1}, ("seconds", "number_from_0")),
        ({"seconds": True}, ("seconds", "number_from_0")),
        ({"seconds": "9"}, ("seconds", "number_from_0")),
        ({"seconds": float("nan")}, ("seconds", "number_from_0")),
        ({"seconds": float("inf")}, ("seconds", "number_from_0")),
        ({"seconds": 10_000_001}, ("seconds", "number_from_0")),
        ({"filled_for": "x" * 121}, ("filled_for", "text_up_to_120")),
        ({"filled_for": None}, ("filled_for", "text_up_to_120")),
        ({"answers": ...}, ("answers", "object")),
        ({"answers": []}, ("answers", "object")),
        ({"answers": {"GS001": 251}}, ("answers.'GS001'", "answer")),
        ({"answers": {"GS001": -1}}, ("answers.'GS001'", "answer")),
        ({"answers": {"GS001": True}}, ("answers.'GS001'", "answer")),
        ({"answers": {"GS001": 3.0}}, ("answers.'GS001'", "answer")),
        ({"answers": {"GS001": "TX"}}, ("answers.'GS001'", "answer")),
        ({"answers": {"GS 1": 3}}, ("answers.'GS 1'", "answer")),
        ({"answers": {"": 3}}, ("answers.''", "answer")),
        ({"answers": {"x" * 41: 3}}, (f"answers.'{'x' * 40}'", "answer")),
        ({"more": 1}, ("'more'", "unknown")),
    ],
)
def test_a_fault_of_a_content_is_told(fields, told):
    assert faults(read_content, content(**fields), "c") == [(f"c.{told[0]}", told[1])]


@pytest.mark.parametrize(
    "fields",
    [
        {"key": "k" * 64},
        {"consent": "x" * 12},
        {"consent": ""},
        {"seconds": 0},
        {"seconds": 10_000_000},
        {"filled_for": "x" * 120},
        {"answers": {}},
        {"answers": {"a": 0, "b": 250, "c": "TT", "d": "TB", "e": None}},
        {"answers": {"x" * 40: 1}},
        {"answers": {f"a{n}": 1 for n in range(2_000)}},
    ],
)
def test_a_content_at_its_bounds_is_taken(fields):
    told = content(**fields)

    found = read_content(told, "content")
    assert found.answers == told["answers"]
    assert (found.key, found.consent) == (told["key"], told["consent"])
    assert found.seconds == told.get("seconds")


def test_all_faults_are_told_at_once_and_not_too_many():
    assert len(faults(read_parcel, {})) == 3
    assert len(faults(read_content, {}, "content")) == 3
    many = {f"x{n}": 1 for n in range(9)}
    assert faults(read_parcel, envelope(**many)) == [
        (f"'x{n}'", "unknown") for n in range(5)
    ]
    assert faults(read_parcel, envelope(**{"y" * 50: 1})) == [
        (f"'{'y' * 40}'", "unknown")
    ]
    answers = {f"a{n}": 999 for n in range(30)}
    assert len(faults(read_content, content(answers=answers), "c")) == 20
    answers = {f"a{n}": 1 for n in range(2_001)}
    assert faults(read_content, content(answers=answers), "c") == [
        ("c.answers", "at_most_2000")
    ]


@pytest.mark.parametrize("odd", [None, 7, "x", []])
def test_what_is_no_object_is_none(odd):
    assert faults(read_parcel, odd) == [("body", "object")]
    assert faults(read_parcel, odd, "sets.0.") == [("sets.0.", "object")]
    assert faults(read_content, odd, "content") == [("content", "object")]
    assert faults(read_withdrawal, odd) == [("body", "object")]


def test_a_withdrawal_names_the_set_and_its_secret():
    told = {"id": NUMBER, "key": KEY}

    assert read_withdrawal(told) == (UUID(NUMBER), KEY)
    assert faults(read_withdrawal, {}) == [("id", "uuid"), ("key", "secret")]
    assert faults(read_withdrawal, told | {"key": "k"}) == [("key", "secret")]
    assert faults(read_withdrawal, told | {"id": "x"}) == [("id", "uuid")]
    assert faults(read_withdrawal, told | {"x": 1}) == [("'x'", "unknown")]


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"\xff", "utf8"),
        (b"{", "json"),
        (b"", "json"),
        (b'{"a": 1, "a": 1}', "json"),
        (b'{"a": NaN}', "json"),
        (b'{"a": -Infinity}', "json"),
        (b"[[[[[[[1]]]]]]]", "depth"),
        (b'{"a":' * 7 + b"1" + b"}" * 7, "depth"),
        (b"[" * 100_000, "depth"),
        (b"[[1],[1],[1],[[[[[[[1]]]]]]]]", "depth"),
    ],
)
def test_odd_json_is_refused_by_rule(raw, rule):
    assert faults(read_json, raw) == [("body", rule)]
    assert faults(read_json, raw, "sealed") == [("sealed", rule)]


@pytest.mark.parametrize(
    "value",
    [
        [[[[[[1]]]]]],
        [[1]] * 9,
        [[[[[[1]]]]], []],
        ["[[[[[[[[", '"[[[[[[[[', "\\"],
        {"a": [{"b": [{"c": [1]}]}]},
        [{}, {}, {}, {}, {}, {}, {}, [[]]],
    ],
)
def test_what_is_wide_and_not_deep_is_read(value):
    assert read_json(json.dumps(value).encode()) == value


def test_words_of_a_person_stand_on_one_line():
    assert one_line(" Bu\r\n Kepala\u202e\u2066\x00 ") == "Bu Kepala"


def test_a_batch_is_as_large_as_devices_were_told():
    assert MOST_IN_BATCH == 50
