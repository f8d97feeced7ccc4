import pytest
from django.utils import translation

from sakaguru.standards.logic.differences import Change, FieldChange
from sakaguru.standards.queries.wording import FIELD_NAMES, changes_in_words, in_words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"id": "Guru", "en": "Teacher"}, "Guru"),
        (True, "ya"),
        (False, "tidak"),
        (1.25, "1,25"),
        (["KS", "GS"], "KS; GS"),
        (
            {"text": {"id": "Permen 1", "en": "Rule 1"}, "check": True},
            "text: Permen 1; check: ya",
        ),
        ([], "–"),
        ({}, "–"),
        (None, "–"),
    ],
)
def test_every_value_reads_as_words(value, words):
    with translation.override("id"):
        assert in_words(value) == words


def test_changes_name_their_fields_in_words():
    change = Change("1", (FieldChange("weight", 1, 2), FieldChange("odd", "a", "b")))

    with translation.override("id"):
        assert [tuple(one) for one in changes_in_words(change, FIELD_NAMES)] == [
            ("Bobot", "1", "2"),
            ("odd", "a", "b"),
        ]
