import datetime as dt

import pytest
from factories.survey import (
    AT,
    DAY,
    OPENS,
    pin_of,
    started_door,
    token_for,
)

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.survey.enums import AssignmentState
from sakaguru.survey.models import Draft, Knock
from sakaguru.survey.queries.doors import (
    CampaignNotYetOpen,
    LinkAlreadyUsed,
    LinkWithdrawn,
    door_of,
    draft_of,
    on_new_device,
)
from sakaguru.survey.services.drafts import begin_filling, save_page
from sakaguru.survey.services.knocks import TooManyTries
from sakaguru.survey.services.links import (
    label_link,
    renew_link,
    renew_poster,
    withdraw_link,
)
from sakaguru.survey.services.posters import PinWrong, Shown, enter_by_poster
from sakaguru.survey.services.reception import send_draft

pytestmark = pytest.mark.django_db


def knock(school, pin, *, role="SS", address="10.0.0.1", at=AT, device="", slip=""):
    return enter_by_poster(
        assignment=school,
        shown=Shown(role, pin, slip),
        address=address,
        day=DAY,
        at=at,
        device=device,
    )


def test_the_right_pin_gives_a_token_that_is_not_kept(school):
    token = knock(school, pin_of(school, "SS"))

    assert door_of(token).role == "SS"
    assert door_of(token).link is None
    assert token not in str(list(Draft.objects.values()))


def test_a_class_behind_one_address_slips_and_the_right_pin_still_opens(school):
    for number in range(59):
        with pytest.raises(PinWrong):
            knock(school, "000000", device=f"phone {number}")

    assert knock(school, pin_of(school, "SS"))


def test_too_many_wrong_pins_shut_the_door_for_their_network_and_no_other(school):
    for _ in range(60):
        with pytest.raises(PinWrong):
            knock(school, "000000")

    with pytest.raises(TooManyTries):
        knock(school, pin_of(school, "SS"))
    assert knock(school, pin_of(school, "SS"), address="10.0.0.2")
    assert "10.0.0.1" not in str(list(Knock.objects.values()))


def test_a_right_pin_does_not_forgive_its_network(school):
    for _ in range(60):
        knock(school, pin_of(school, "SS"))
        with pytest.raises(PinWrong):
            knock(school, "000000", role="GS")

    with pytest.raises(TooManyTries):
        knock(school, pin_of(school, "SS"))


def test_one_network_guesses_68_pins_in_an_hour_and_four_in_each_that_follows(school):
    tried, at = [], AT
    while at < AT + dt.timedelta(hours=3):
        with pytest.raises((PinWrong, TooManyTries)) as refusal:
            knock(school, "000000", at=at)
        if refusal.type is PinWrong:
            tried.append(at)
        if refusal.type is TooManyTries or len(tried) >= 60:
            at += dt.timedelta(seconds=15)

    hours = [int((each - AT).total_seconds() // 3600) for each in tried]
    assert [hours.count(hour) for hour in range(3)] == [68, 4, 4]


def test_a_device_with_wrong_pins_waits_and_the_right_one_lets_it_in(school):
    for _ in range(5):
        with pytest.raises(PinWrong):
            knock(school, "000000", device="phone")

    with pytest.raises(TooManyTries):
        knock(school, "000000", device="phone")
    with pytest.raises(PinWrong):
        knock(school, "000000", device="another")
    assert knock(school, pin_of(school, "SS"), device="phone")


def test_after_the_wait_the_right_pin_opens(school):
    for _ in range(60):
        with pytest.raises(PinWrong):
            knock(school, "000000")

    assert knock(school, pin_of(school, "SS"), at=AT + dt.timedelta(seconds=16))


def test_the_poster_opens_nothing_before_the_first_day(school):
    with pytest.raises(CampaignNotYetOpen):
        enter_by_poster(
            assignment=school,
            shown=Shown("SS", pin_of(school, "SS"), ""),
            address="10.0.0.1",
            day=OPENS - dt.timedelta(days=1),
            at=AT,
        )


def test_beginning_marks_the_school_as_started_once(school):
    begin_filling(door=started_door(school, "GS"), day=DAY)

    school.refresh_from_db()
    assert school.state == AssignmentState.STARTED


def test_an_answer_can_be_taken_back_and_changed_before_sending(school):
    door = started_door(school, "GS")
    begin_filling(door=door, day=DAY)
    save_page(
        door=door, sheet=1, given={"GS001": "1", "GS002": "2"}, seconds=9, day=DAY
    )

    save_page(door=door, sheet=1, given={"GS001": "3", "GS002": ""}, seconds=9, day=DAY)

    content = draft_of(door)
    assert content.answers == {"GS001": 3}
    assert content.seconds == 18


def test_a_page_left_open_over_night_counts_ten_minutes(school):
    door = started_door(school, "GS")
    begin_filling(door=door, day=DAY)

    save_page(door=door, sheet=1, given={"GS001": "1"}, seconds=40_000, day=DAY)

    assert draft_of(door).seconds == 600


@pytest.fixture
def operator(school, actor_at):
    return actor_at(school.school, Role.OPERATOR)


def test_a_withdrawn_link_opens_nothing_and_its_draft_is_gone(school, operator):
    token = token_for(school, "GS")
    begin_filling(door=on_new_device(door_of(token)), day=DAY)

    withdraw_link(actor=operator, link=door_of(token).link, at=AT)

    with pytest.raises(LinkWithdrawn):
        door_of(token)
    assert not Draft.objects.exists()
    assert AuditEvent.objects.filter(action="link.withdrawn").count() == 1


def test_a_renewed_link_has_another_token(school, operator):
    before = token_for(school, "GS")

    renew_link(actor=operator, link=door_of(before).link, at=AT)

    after = token_for(school, "GS")
    assert after != before
    assert door_of(after).role == "GS"


def use(school, role):
    door = started_door(school, role)
    begin_filling(door=door, day=DAY)
    save_page(door=door, sheet=1, given={f"{role}001": "1"}, seconds=9, day=DAY)
    send_draft(door=door, filled_for="", day=DAY, at=AT)
    return door.link


def test_a_used_link_of_an_office_is_neither_withdrawn_nor_renewed(school, operator):
    link = use(school, "KS")

    for change in (withdraw_link, renew_link):
        with pytest.raises(LinkAlreadyUsed):
            change(actor=operator, link=link, at=AT)


def test_a_used_link_of_a_teacher_is_changed_like_an_unused_one(school, operator):
    link = use(school, "GS")

    renew_link(actor=operator, link=link, at=AT)
    withdraw_link(actor=operator, link=link, at=AT)
    label_link(actor=operator, link=link, label=" Guru kelas 4 ", at=AT)

    link.refresh_from_db()
    assert (link.label, link.is_withdrawn) == ("Guru kelas 4", True)
    school.refresh_from_db()
    assert school.received[1] == 1


def test_a_renewed_poster_changes_its_pins(school, operator):
    before = pin_of(school, "SS")

    renew_poster(actor=operator, assignment=school, at=AT)

    school.refresh_from_db()
    assert pin_of(school, "SS") != before


@pytest.mark.parametrize("role", [Role.TEACHER, Role.VIEWER, Role.SUPERVISOR])
def test_links_are_handed_out_by_the_team_of_the_school(school, actor_at, role):
    link = school.links.first()

    for actor in (
        actor_at(school.school, role),
        actor_at(school.campaign.owner, Role.HEAD),
    ):
        for change in (withdraw_link, renew_link):
            with pytest.raises(NotAllowed):
                change(actor=actor, link=link, at=AT)
        with pytest.raises(NotAllowed):
            label_link(actor=actor, link=link, label="x", at=AT)
        with pytest.raises(NotAllowed):
            renew_poster(actor=actor, assignment=school, at=AT)
