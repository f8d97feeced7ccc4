"""What a page hands in, and what an edit leaves at the set."""

from __future__ import annotations

from uuid import uuid4

import pytest
from factories.parcels import SECRET, read_set
from factories.survey import (
    AT,
    DAY,
    started_door,
    token_for,
)

from sakaguru.survey.enums import Flag
from sakaguru.survey.models import Link, Submission
from sakaguru.survey.queries.doors import LinkAlreadyUsed
from sakaguru.survey.services.drafts import begin_filling, save_page
from sakaguru.survey.services.edits import EditsDiffer
from sakaguru.survey.services.reception import receive_submission, send_draft
from sakaguru.survey.services.refusals import ConsentMissing

pytestmark = pytest.mark.django_db


def test_a_page_hands_in_the_first_number_and_a_name_of_120_signs(school):
    door = started_door(school, "KS")
    begin_filling(door=door, day=DAY)
    save_page(door=door, sheet=1, given={"KS001": "3"}, seconds=5, day=DAY)

    send_draft(door=door, filled_for="x" * 119 + "yz", day=DAY, at=AT)

    kept = Submission.objects.get()
    assert (kept.sequence, kept.filled_for) == (1, "x" * 119 + "y")


def test_a_page_without_a_draft_is_led_to_its_beginning_or_told_of_an_end(school):
    door = started_door(school, "KS")
    with pytest.raises(ConsentMissing, match="halaman depan"):
        send_draft(door=door, filled_for="", day=DAY, at=AT)
    Link.objects.update(is_used=True)
    door.link.refresh_from_db()
    with pytest.raises(LinkAlreadyUsed):
        send_draft(door=door, filled_for="", day=DAY, at=AT)


@pytest.mark.parametrize("role", ["KS", "GS"])
def test_edits_leave_no_flag_and_two_of_one_number_do(school, role):
    token, number = token_for(school, role), uuid4()

    def send(sequence, points, filled_for=""):
        told = read_set(
            token,
            {f"{role}001": points},
            number=number,
            key=SECRET,
            seconds=9.6,
            filled_for=filled_for,
        )
        envelope = told.envelope._replace(sequence=sequence)
        receive_submission(parcel=told._replace(envelope=envelope), day=DAY, at=AT)

    def kept():
        return Submission.objects.get()

    send(1, 3)
    assert kept().flags == 0
    send(2, 2)
    assert (kept().flags, kept().sequence, kept().said) == (0, 2, None)
    send(3, 1, "Bu Kepala")
    assert (kept().flags, kept().sequence) == (Flag.FILLED_BY_OTHER, 3)
    told = ("Bu Kepala", 10) if role == "KS" else ("", None)
    assert (kept().filled_for, kept().seconds_total) == told
    with pytest.raises(EditsDiffer):
        send(2, 0)
    assert kept().flags == Flag.FILLED_BY_OTHER | Flag.EDITS_DIFFER
    assert (kept().sequence, bytes(kept().body)[0]) == (3, 1)
    with pytest.raises(EditsDiffer):
        send(3, 0)
    assert kept().flags == Flag.FILLED_BY_OTHER | Flag.EDITS_DIFFER
    send(4, 1)
    assert kept().flags == Flag.EDITS_DIFFER
