from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from factories.parcels import read_set
from factories.survey import (
    AT,
    CLOSES,
    DAY,
    OPENS,
    asked_school,
    opened_campaign,
    token_for,
)

from sakaguru.survey.enums import AssignmentState, Flag
from sakaguru.survey.models import Draft, Submission
from sakaguru.survey.queries.doors import (
    CampaignNoLongerOpen,
    CampaignNotYetOpen,
    LinkAlreadyUsed,
    LinkUnknown,
)
from sakaguru.survey.services.edits import EditsDiffer, receipt_of
from sakaguru.survey.services.reception import receive_submission
from sakaguru.survey.services.refusals import AnswersRefused, NothingAnswered

pytestmark = pytest.mark.django_db


def answers_of(role, *points):
    return {f"{role}{n:03}": value for n, value in enumerate(points, 1)}


def hand_in(school, role, *points, **fields):
    fields = {"token": token_for(school, role), **fields}
    parcel = read_set(answers=answers_of(role, *points), **fields)
    return receive_submission(parcel=parcel, day=DAY, at=AT)


def test_answers_are_kept_packed_with_a_receipt(school):
    receipt = hand_in(school, "KS", 3, "TT", 0)

    kept = Submission.objects.get()
    assert bytes(kept.body) == bytes([3, 255, 0, 255])
    assert str(kept.pk) == receipt["submission"]
    assert receipt["received"] == AT.isoformat(timespec="seconds")
    assert receipt_of(kept).number == receipt["number"]


def test_the_receipt_of_a_teacher_tells_only_the_day(school):
    receipt = hand_in(school, "GS", 3, 2, 1, 0, seconds=100)

    kept = Submission.objects.get()
    assert receipt["received"] == DAY.isoformat()
    assert (kept.link, kept.received_at, kept.seconds_total) == (None, None, None)


def test_the_same_answers_twice_give_the_same_receipt_and_are_stored_once(school):
    token, number = token_for(school, "GS"), uuid4()

    first = hand_in(school, "GS", 3, 2, number=number, token=token)
    again = hand_in(school, "GS", 3, 2, number=number, token=token)

    assert first == again
    assert Submission.objects.count() == 1
    school.refresh_from_db()
    assert school.received == [0, 1, 0, 0, 0, 0]


def test_other_answers_under_the_same_id_are_told_apart(school):
    number = uuid4()
    hand_in(school, "GS", 3, 2, number=number)

    with pytest.raises(EditsDiffer):
        hand_in(school, "GS", 3, 3, number=number)


def test_a_used_link_takes_no_second_set(school):
    hand_in(school, "GS", 3)

    with pytest.raises(LinkAlreadyUsed):
        hand_in(school, "GS", 2)

    assert Submission.objects.count() == 1


def test_an_unknown_token_is_refused(school):
    with pytest.raises(LinkUnknown):
        hand_in(school, "GS", 2, token="tidakada")


@pytest.mark.parametrize("wrong", [4, "XX", "TB", -1, True])
def test_what_is_not_offered_is_refused_by_name(school, wrong):
    with pytest.raises(AnswersRefused) as refusal:
        hand_in(school, "GS", 2, wrong)

    assert "GS002" in refusal.value.faults[0]
    assert not Submission.objects.exists()


def test_an_unknown_item_is_refused_by_name(school):
    parcel = read_set(token_for(school, "GS"), {"KS001": 1})

    with pytest.raises(AnswersRefused) as refusal:
        receive_submission(parcel=parcel, day=DAY, at=AT)

    assert "KS001" in refusal.value.faults[0]


def test_an_empty_set_is_refused(school):
    with pytest.raises(NothingAnswered):
        hand_in(school, "GS")


@pytest.mark.parametrize(
    ("day", "refusal"),
    [(OPENS.replace(day=1), CampaignNotYetOpen), (CLOSES, CampaignNoLongerOpen)],
)
def test_outside_the_dates_nothing_is_accepted(school, day, refusal):
    parcel = read_set(token_for(school, "GS"), {"GS001": 1})

    with pytest.raises(refusal):
        receive_submission(parcel=parcel, day=day, at=AT)


def test_a_receipt_is_given_again_after_the_campaign_closed(school):
    number = uuid4()
    first = hand_in(school, "KS", 2, number=number)
    type(school.campaign).objects.update(closed_at=AT)

    assert hand_in(school, "KS", 2, number=number) == first


def test_arrivals_are_counted_at_the_school(school):
    hand_in(school, "KS", 2)

    school.refresh_from_db()
    assert school.received == [1, 0, 0, 0, 0, 0]
    assert school.state == AssignmentState.SENT
    assert school.last_received_on == DAY


def test_a_school_is_complete_when_every_role_has_its_minimum(school):
    school.needed = [1, 1, 0, 0, 0, 0]
    school.save()

    hand_in(school, "GS", 2)
    hand_in(school, "KS", 2)

    school.refresh_from_db()
    assert school.state == AssignmentState.COMPLETE


def test_too_fast_is_marked_and_kept(school):
    hand_in(school, "GS", 3, 3, 3, 3, seconds=4)

    assert Submission.objects.get().flags == Flag.TOO_FAST


def test_filled_by_another_is_marked_and_named_only_for_offices(school):
    hand_in(school, "KS", 3, filled_for="Bu Kepala, oleh operator")
    hand_in(school, "GS", 3, filled_for="Bu Contoh")

    by_role = {each.role: each for each in Submission.objects.all()}
    assert by_role["KS"].filled_for == "Bu Kepala, oleh operator"
    assert by_role["GS"].filled_for == ""
    assert {each.flags for each in by_role.values()} == {Flag.FILLED_BY_OTHER}


def test_a_used_link_of_a_teacher_holds_no_day(school):
    hand_in(school, "GS", 3)
    hand_in(school, "KS", 3)

    used = {link.role: link for link in school.links.filter(is_used=True)}
    assert used["GS"].used_on is None
    assert used["KS"].used_on == DAY
    assert used["KS"].submission.role == "KS"


def test_the_draft_is_gone_when_its_answers_are_in(school):
    hand_in(school, "GS", 3)

    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twins_at_the_same_moment_are_stored_once_and_get_one_receipt():
    school = asked_school(opened_campaign())
    parcel = read_set(token_for(school, "GS"), {"GS001": 1, "GS002": 2})

    def hand_it_in(_):
        try:
            return receive_submission(parcel=parcel, day=DAY, at=AT)["signature"]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        receipts = set(pool.map(hand_it_in, range(24)))

    assert len(receipts) == 1
    assert Submission.objects.count() == 1
    school.refresh_from_db()
    assert school.received == [0, 1, 0, 0, 0, 0]


@pytest.mark.parametrize(("seconds", "flags"), [(5, 0), (1.9, Flag.TOO_FAST)])
def test_what_was_not_answered_took_no_time(school, seconds, flags):
    hand_in(school, "GS", 3, 3, seconds=seconds)

    assert Submission.objects.get().flags == flags
