"""The description of the interface shows what really goes to and fro."""

import pytest
from factories.parcels import content, parcel
from factories.survey import token_for

from sakaguru.survey.adapters.signing import signed_receipt
from sakaguru.survey.api import examples
from sakaguru.survey.api.openapi import document
from sakaguru.survey.logic.wire import read_parcel
from sakaguru.survey.queries.doors import LinkUnknown
from sakaguru.survey.services.edits import EditsDiffer, NotYourSet
from sakaguru.survey.services.refusals import AnswersRefused, AskAgain

OPERATIONS = [path["post"] for path in document()["paths"].values()]


@pytest.mark.parametrize("sent", [examples.SET, examples.EDIT, examples.SEALED])
def test_what_is_shown_as_sent_can_be_read(sent):
    assert str(read_parcel(sent).envelope.id) == sent["id"]


def test_each_operation_shows_what_is_sent_and_what_comes_back():
    for operation in OPERATIONS:
        media = operation["requestBody"]["content"]["application/json"]
        assert media["examples"]
        well = operation["responses"].get("201") or operation["responses"]["200"]
        assert well["content"]["application/json"]["examples"]
        for answer in operation["responses"].values():
            assert answer["content"]["application/json"]["examples"]


@pytest.mark.parametrize("status", ["429", "503"])
def test_who_is_told_to_wait_is_told_how_long(status):
    for operation in OPERATIONS:
        assert operation["responses"][status]["headers"]["Retry-After"]["required"]


@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        ("403", NotYourSet),
        ("404", LinkUnknown),
        ("409", EditsDiffer),
        ("422", AnswersRefused),
        ("503", AskAgain),
    ],
)
def test_refusals_are_called_as_they_are(status, refusal):
    assert examples.REFUSED[status]["code"] == refusal.code


def test_the_receipt_shown_has_the_parts_of_a_real_one(school, post):
    receipt = post(parcel(token_for(school, "GS"), content("GS"))).json()["receipt"]

    assert receipt.keys() == examples.RECEIPT.keys()
    assert {name: len(str(receipt[name])) for name in ("digest", "key")} == {
        name: len(examples.RECEIPT[name]) for name in ("digest", "key")
    }
    assert signed_receipt({}).keys() == {"key", "signature"}
