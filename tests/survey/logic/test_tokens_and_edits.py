"""Keys that were handed out go on working; edits say the same in every order."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from sakaguru.survey.logic import answers, edits, knocking, tokens
from sakaguru.survey.logic.answers import Asked
from sakaguru.survey.logic.edits import Said

SECRET = b"rahasia"
ASKED = [
    Asked(
        "a", frozenset({0, 1, 2, 3}), allows_unknown=True, allows_not_applicable=False
    ),
    Asked("b", frozenset({0, 4}), allows_unknown=False, allows_not_applicable=True),
    Asked("c", frozenset({1}), allows_unknown=False, allows_not_applicable=False),
    Asked("d", frozenset({1}), allows_unknown=True, allows_not_applicable=True),
]


def test_what_was_handed_out_is_made_again_in_every_release():
    assert tokens.derived_token(SECRET, "a", 1, length=16) == "zx5jtn66rw6ojfwn"
    assert tokens.derived_pin(SECRET, "a", 1) == "050310"
    assert tokens.derived_slip(SECRET, "a", 1) == "66VFF8NS"
    assert tokens.derived_withdrawal(SECRET, "a", 1) == "D99EXZVRKGAJLXMV9DNF"
    assert tokens.keyed_digest(SECRET, "a", 1).startswith("cdfa99b7de8dbce496cd1ef4")
    assert tokens.digest_of("a") == hashlib.sha256(b"a").hexdigest()
    lengths = (tokens.LINK_LENGTH, tokens.POSTER_LENGTH, tokens.PIN_LENGTH)
    assert lengths == (16, 10, 6)


def test_keys_of_chance_are_as_long_as_promised():
    assert len(tokens.random_token()) == 32
    assert tokens.random_token().isalnum()
    assert len({tokens.random_token() for _ in range(50)}) == 50
    codes = [tokens.random_code() for _ in range(200)]
    assert {len(code) for code in codes} == {8}
    assert set("".join(codes)) == set(tokens.CODE_LETTERS)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("abcd-efgh", "ABCDEFGH"), (" abcd efgh ij ", "ABCDEFGH"), ("-.-", "")],
)
def test_a_code_is_read_without_what_stands_between(typed, meant):
    assert tokens.typed_code(typed) == meant


def test_a_withdrawal_code_that_cannot_be_one_is_none():
    code = "D99EXZVRKGAJLXMV9DNF"

    assert tokens.typed_withdrawal("d99e-xzvr-kgaj-lxmv-9dnf") == code
    assert tokens.typed_withdrawal(f"{code}1") == code, "1 and 0 are no letters of it"
    for wrong in ("", code[:-1], f"{code}A", f"{code[:-1]}G", f"E{code[1:]}"):
        assert tokens.typed_withdrawal(wrong) == ""
    swapped = code[:3] + code[4] + code[3] + code[5:]
    assert tokens.typed_withdrawal(swapped) == ""
    assert tokens.in_groups("ABCDEFGHJK") == "ABCD-EFGH-JK"
    assert [tokens.check_letter(each) for each in ("", "A", "B", "ABC")] == list("AABJ")


def test_two_texts_are_the_same_or_not():
    assert tokens.same("é", "é")
    assert not tokens.same("a", "b")


def test_every_answer_that_is_not_offered_is_named():
    told = {"a": "TT", "b": "TB", "c": 1, "d": "TT"}
    wrong = {"a": "TB", "b": "TT", "c": "TT", "d": 2, "e": 1}

    assert answers.answer_faults(ASKED, told) == []
    assert answers.answer_faults(ASKED, {"a": 0, "d": "TB"}) == []
    found = answers.answer_faults(ASKED, wrong)
    assert {each.code for each in found} == set(wrong)
    kinds = {each.code: each.kind for each in found}
    assert kinds == dict.fromkeys("abcd", "not_an_option") | {"e": "unknown_item"}
    assert answers.answer_faults(ASKED, {"a": True}) != []


def test_of_a_wrong_answer_forty_signs_are_told():
    told = {"a": "x" * 50, "e": "y" * 50}

    given = [each.given for each in answers.answer_faults(ASKED, told)]
    assert given == ["x" * 40, "y" * 40]


def test_points_and_gaps_stand_in_the_order_of_the_questions():
    told = {"b": 4, "a": "TT", "d": 0}

    assert answers.points_in_order(ASKED, told) == [None, 4, None, 0]
    assert answers.unanswered(ASKED, told) == ["c"]


@pytest.mark.parametrize(
    ("role", "seconds", "answered", "fast"),
    [
        ("GS", 19.9, 10, True),
        ("GS", 20, 10, False),
        ("SS", 14.9, 10, True),
        ("SS", 15, 10, False),
        ("SS", None, 10, False),
        ("SS", 0, 0, False),
        ("GS", 0, 1, True),
    ],
)
def test_too_fast_is_less_than_reading_takes(role, seconds, answered, fast):
    assert answers.is_too_fast(role, seconds, answered) is fast


@pytest.mark.parametrize(
    ("typed", "read"),
    [("7", 7), ("007", 7), ("999", 999), ("1000", "1000"), ("TT", "TT"), ("", ""),
     ("²", "²"), ("٣", "٣"), ("-1", "-1")],
)  # fmt: skip
def test_a_form_sends_numbers_and_words(typed, read):
    assert answers.read_answer(typed) == read


def test_what_is_said_is_one_byte_for_each_question():
    told = {"a": 3, "b": "TB", "c": None}
    said = bytes([3, 253, 252, 255])

    assert edits.said_of(ASKED, told) == said
    assert edits.answers_in(ASKED, said) == told
    assert edits.said_of(ASKED, {"d": "TT"}) == bytes([255, 255, 255, 254])
    assert edits.body_of(bytes([0, 250, 251, 252, 253, 254, 255])) == bytes(
        [0, 250, 255, 255, 255, 255, 255]
    )


def test_of_edits_the_last_that_says_anything_counts():
    one = Said(1, "a", bytes([1, 2, 255]))
    two = Said(2, "b", bytes([255, 3, 255]))
    other = Said(2, "a", bytes([9, 255, 255]))

    assert edits.merged([]) == b""
    assert edits.merged([two, one]) == bytes([1, 3, 255])
    assert edits.standing([two, other, one]) == [one, other], "the lower digest"
    assert edits.merged([two, other, one]) == bytes([9, 2, 255])
    chosen = two._replace(is_chosen=True)
    assert edits.standing([other, chosen, one]) == [one, chosen]


def test_a_digest_is_of_the_json_that_the_device_has_too():
    told = '["x",2,"v1",{"a":1,"b":"TT"}]'

    assert edits.content_digest("x", 2, "v1", {"b": "TT", "a": 1}) == (
        hashlib.sha256(told.encode()).hexdigest()
    )
    assert edits.key_digest("") == ""
    assert edits.key_digest("a") == hashlib.sha256(b"a").hexdigest()


def test_who_knocks_in_vain_waits_twice_as_long_each_time():
    first, most = 15, 900
    free = knocking.FREE_TRIES

    waits = [knocking.wait_after(free + n).total_seconds() for n in range(-1, 8)]
    assert waits == [0, first, 30, 60, 120, 240, 480, most, most]
    assert knocking.wait_after(10**6) == timedelta(seconds=most)
    assert knocking.wait_after(59, knocking.FREE_TRIES_TOGETHER) == timedelta(0)
    assert knocking.wait_after(60, 60) == timedelta(seconds=first)
    assert (free, knocking.FREE_TRIES_TOGETHER) == (5, 60)
