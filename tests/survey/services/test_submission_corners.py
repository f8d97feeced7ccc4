"""How a set is kept where some of it is not said, or taken back."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from factories.parcels import read_set
from factories.survey import AT, DAY, token_for

from sakaguru.survey.enums import Flag
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import (
    Campaign,
    Link,
    Submission,
    UsedSlip,
    WithdrawnSet,
)
from sakaguru.survey.queries.doors import (
    CampaignNoLongerOpen,
    LinkAlreadyUsed,
    LinkUnknown,
    door_of,
)
from sakaguru.survey.services.reception import (
    _apart,
    receive_submission,
    receive_submissions,
)
from sakaguru.survey.services.refusals import (
    AnswersRefused,
    AskAgain,
    ConsentMissing,
    SetWithdrawn,
)
from sakaguru.survey.services.slips import SlipAlreadyUsed
from sakaguru.survey.services.submissions import check_welcome, make_ready

pytestmark = pytest.mark.django_db


def hand_in(school, role="KS", *, at=AT, **fields):
    parcel = read_set(**{"token": token_for(school, role), **fields})
    receive_submission(parcel=parcel, day=DAY, at=at)
    return Submission.objects.get()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"KS001": 3, "KS003": 0}, None),
        ({"KS001": 3, "KS002": "TT"}, bytes([3, 254, 255, 255])),
        ({"KS001": 3, "KS002": None}, bytes([3, 252, 255, 255])),
    ],
)
def test_what_was_said_is_kept_beside_where_it_says_more(school, answers, said):
    kept = hand_in(school, answers=answers)

    assert (kept.said and bytes(kept.said)) == said
    assert bytes(kept.body)[0] == 3


def test_an_office_is_kept_with_the_second(school):
    kept = hand_in(school, answers={"KS001": 3}, at=AT + timedelta(microseconds=7))

    assert kept.received_at == AT.replace(microsecond=0)
    assert kept.link is not None


@pytest.mark.parametrize("unknown", [None, 3])
def test_a_question_that_is_not_asked_is_refused_even_when_taken_back(school, unknown):
    told = {"KS001": 3, "KS002": None, "ZZ": unknown, "AA": unknown}

    with pytest.raises(AnswersRefused) as refused:
        hand_in(school, answers=told)
    assert sorted(each.code for each in refused.value.answers) == ["AA", "ZZ"]
    assert {each.kind for each in refused.value.answers} == {"unknown_item"}


def test_a_consent_that_we_never_asked_for_is_none(school):
    with pytest.raises(ConsentMissing):
        hand_in(school, answers={"KS001": 3}, consent="1999-1")


@pytest.mark.parametrize(("seconds", "flags"), [(5, 0), (3.9, Flag.TOO_FAST)])
def test_seconds_count_for_what_was_answered(school, seconds, flags):
    told = {"GS001": 3, "GS002": 3, "GS003": None}

    assert hand_in(school, "GS", answers=told, seconds=seconds).flags == flags


def ready(school, role="KS", **door):
    token = token_for(school, role)
    parcel = read_set(token=token, answers={f"{role}001": 3})
    return make_ready(
        envelope=parcel.envelope,
        door=door_of(token)._replace(**door),
        content=parcel.content,
        day=DAY,
        at=AT,
    )


def test_why_a_set_was_not_kept_is_asked_anew(school):
    set_ = ready(school)

    with pytest.raises(AskAgain):
        check_welcome(set_, day=DAY)
    Link.objects.filter(pk=set_.door.link.pk).update(is_used=True)
    with pytest.raises(LinkAlreadyUsed):
        check_welcome(set_, day=DAY)
    Campaign.objects.update(closed_at=AT)
    with pytest.raises(CampaignNoLongerOpen):
        check_welcome(set_, day=DAY)


def test_a_slip_that_another_used_meanwhile_is_told(school):
    set_ = ready(school, "MT", link=None, slip="66VFF8NS")
    other = ready(school, "MT", link=None, slip="D99EXZVR")
    UsedSlip.objects.create(assignment=school, mark=set_.arriving.mark, used_on=DAY)

    with pytest.raises(SlipAlreadyUsed):
        check_welcome(set_, day=DAY)
    with pytest.raises(AskAgain):
        check_welcome(other, day=DAY)
    assert ready(school, "MT", link=None).arriving.mark is None


def test_only_the_draft_that_the_sender_can_open_is_forgotten(school):
    link = ready(school, "GS").arriving
    assert link.token is None, "without its device's secret nothing is opened"
    assert link.spends is not None
    own = ready(school, "GS", device="rahasia")
    assert own.arriving.token == digest_of(f"{own.door.token}.rahasia")
    session = ready(school, "MT", link=None, token="sesi").arriving
    assert (session.token, session.spends) == (digest_of("sesi"), None)
    assert ready(school, "MT", link=None, token="a.MT.b").arriving.token is None


def test_a_day_is_written_at_the_links_of_offices_only(school):
    assert ready(school, "KS").arriving.used_on == DAY
    assert ready(school, "GS").arriving.used_on is None


def test_a_closed_door_is_told_before_answers_and_a_used_link_after_them(school):
    set_ = ready(school)
    Link.objects.filter(pk=set_.door.link.pk).update(is_used=True)
    with pytest.raises(LinkAlreadyUsed):
        ready(school)
    with pytest.raises(AnswersRefused):
        hand_in(school, answers={"KS001": 99})
    Campaign.objects.update(closed_at=AT)
    school.refresh_from_db()
    with pytest.raises(CampaignNoLongerOpen):
        ready(school)
    with pytest.raises(CampaignNoLongerOpen):
        hand_in(school, answers={"KS001": 99})


def test_only_the_set_that_was_withdrawn_is_told_to_be(school):
    gone, other = uuid4(), uuid4()
    WithdrawnSet.objects.create(pk=gone, campaign=school.campaign)
    Link.objects.update(is_used=True)

    with pytest.raises(SetWithdrawn):
        hand_in(school, answers={"KS001": 3}, number=gone)
    with pytest.raises(LinkAlreadyUsed):
        hand_in(school, answers={"KS001": 3}, number=other)


def test_what_closed_behind_a_door_that_is_remembered_is_told(school):
    token = token_for(school, "KS")
    remembered = door_of(token)
    Campaign.objects.update(closed_at=AT)

    with pytest.raises(CampaignNoLongerOpen):
        receive_submission(
            parcel=read_set(token, {"KS001": 3}), day=DAY, at=AT, door=remembered
        )
    assert not Submission.objects.exists()


def test_of_sets_that_share_a_link_or_an_id_the_first_is_kept(school):
    office, teacher = token_for(school, "KS"), token_for(school, "GS")
    first = read_set(office, {"KS001": 3})
    told = [
        first,
        first,
        read_set(office, {"KS001": 1}),
        read_set(teacher, {"GS001": 2}),
    ]

    kept, again, refused, other = receive_submissions(parcels=told, day=DAY, at=AT)

    assert kept == again
    assert isinstance(refused, LinkAlreadyUsed)
    assert other["submission"] == str(told[3].envelope.id)
    assert Submission.objects.count() == 2


def test_sets_go_together_where_they_share_nothing(school):
    one, two = ready(school, "KS"), ready(school, "GS")
    slips = [ready(school, "MT", link=None, slip=each) for each in ("A", "B", "A")]

    assert _apart([one, two, *slips]) == [one, two, *slips[:2]]
    assert _apart([one, one, two]) == [one, two]
    free = [ready(school, "MT", link=None) for _ in range(3)]
    assert _apart(free) == free


def test_a_set_that_names_no_door_is_told_so(school):
    with pytest.raises(LinkUnknown, match="tidak menyebut"):
        receive_submission(parcel=read_set("", {"KS001": 3}), day=DAY, at=AT)


def test_a_batch_of_which_nothing_can_be_kept_is_refused_set_by_set(db):
    told = [read_set("tidak-ada", {"KS001": 3}), read_set("", {"KS001": 3})]

    found = receive_submissions(parcels=told, day=DAY, at=AT)
    assert [type(each) for each in found] == [LinkUnknown, LinkUnknown]
