"""Classes with a PIN of their own, and one answer for each family's slip."""

import pytest
from django.db import connection
from factories.survey import AT, DAY, pin_of

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.survey.adapters.vault import class_pin, poster_pass, slip_codes
from sakaguru.survey.enums import POSTER
from sakaguru.survey.logic.tokens import CODE_LETTERS, check_letter
from sakaguru.survey.models import Submission, UsedSlip
from sakaguru.survey.queries.classes import SlipNeeded, SlipUnknown
from sakaguru.survey.queries.doors import LinkUnknown, door_of
from sakaguru.survey.queries.schools import poster_of
from sakaguru.survey.services.classes import (
    ClassUnnamed,
    TooManyFamilies,
    add_class,
    change_class,
    renew_class,
    reopen_class,
    shut_class,
)
from sakaguru.survey.services.drafts import begin_filling, save_page
from sakaguru.survey.services.posters import PinWrong, Shown, enter_by_poster
from sakaguru.survey.services.reception import send_draft
from sakaguru.survey.services.slips import SlipAlreadyUsed, mix_used_slips

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(school, actor_at):
    return actor_at(school.school, Role.HEAD)


@pytest.fixture
def room(school, head):
    return add_class(actor=head, assignment=school, label=" 5A ", families=3, at=AT)


def pin(room):
    return class_pin(room.assignment.campaign, room.assignment, room)


def knock(school, role, number, slip=""):
    return enter_by_poster(
        assignment=school,
        shown=Shown(role, number, slip),
        address="10.0.0.1",
        day=DAY,
        at=AT,
    )


def answer(school, slip, points="3"):
    token = knock(school, "MT", pin_of(school, "MT"), slip)
    begin_filling(door=door_of(token), day=DAY)
    save_page(door=door_of(token), sheet=1, given={"MT001": points}, seconds=9, day=DAY)
    return send_draft(door=door_of(token), filled_for="", day=DAY, at=AT)


def test_each_class_lets_its_pupils_in_and_the_common_pin_no_more(school, head, room):
    other = add_class(actor=head, assignment=school, label="5B", families=0, at=AT)

    assert pin(room) != pin(other)
    assert door_of(knock(school, "SS", pin(room))).role == "SS"
    assert door_of(knock(school, "SS", pin(other))).role == "SS"
    with pytest.raises(PinWrong):
        knock(school, "SS", pin_of(school, "SS"))
    with pytest.raises(PinWrong):
        knock(school, "MT", pin(room))


def test_no_answer_knows_its_class(school, room):
    door = door_of(knock(school, "SS", pin(room)))
    begin_filling(door=door, day=DAY)
    save_page(door=door, sheet=1, given={"SS001": "3"}, seconds=9, day=DAY)
    send_draft(door=door, filled_for="", day=DAY, at=AT)

    named = [field.name for field in Submission._meta.get_fields()]
    assert not {"room", "school_class", "slip"} & set(named)
    assert Submission.objects.get().link is None


def test_a_shut_class_lets_nobody_in_and_what_was_answered_still_comes(
    school, head, room
):
    held = poster_pass(school.campaign, school, "SS", pin(room))
    shut_class(actor=head, room=room, at=AT)

    with pytest.raises(PinWrong):
        knock(school, "SS", pin(room))
    assert door_of(held).role == "SS"
    reopen_class(actor=head, room=room, at=AT)
    assert knock(school, "SS", pin(room))
    renew_class(actor=head, room=room, at=AT)
    with pytest.raises(LinkUnknown):
        door_of(held)


def test_a_slip_is_good_for_one_answer(school, room):
    first, second, _ = slip_codes(school, room)

    answer(school, first)
    with pytest.raises(SlipAlreadyUsed):
        answer(school, f"{first[:4]}-{first[4:].lower()}")
    answer(school, second)

    assert Submission.objects.filter(role="MT").count() == 2
    assert UsedSlip.objects.count() == 2


def test_where_there_are_slips_parents_need_one(school, room):
    for slip, refusal in (("", SlipNeeded), ("ABCDEFGH", SlipUnknown)):
        with pytest.raises(refusal):
            knock(school, "MT", pin_of(school, "MT"), slip)
    held = poster_pass(school.campaign, school, "MT")
    with pytest.raises(SlipNeeded):
        door_of(held)
    code = slip_codes(school, room)[0]
    assert door_of(f"{held}.{code}").slip == code


def test_without_slips_the_poster_is_enough(school, head):
    add_class(actor=head, assignment=school, label="5A", families=0, at=AT)

    assert knock(school, "MT", pin_of(school, "MT"))


def test_the_slips_of_a_class_stay_when_more_are_made_and_go_when_renewed(
    school, head, room
):
    before = set(slip_codes(school, room))
    room = change_class(actor=head, room=room, label="5A", families=9, at=AT)
    assert before < set(slip_codes(school, room))
    room = renew_class(actor=head, room=room, at=AT)
    assert not before & set(slip_codes(school, room))


def test_what_is_kept_of_a_slip_leads_to_no_answer(school, room):
    code = slip_codes(school, room)[0]
    before = AuditEvent.objects.count()

    answer(school, code)

    kept = UsedSlip.objects.values().get()
    assert set(kept) == {"id", "assignment_id", "mark", "used_on"}
    assert code not in str(kept)
    assert str(Submission.objects.get().pk) not in str(kept)
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_the_night_parts_used_slips_from_their_order_and_their_answers(school, room):
    for code in slip_codes(school, room):
        answer(school, code)
    mix_used_slips()

    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, xmin::text FROM survey_usedslip ORDER BY ctid")
        marks, stamps = zip(*cursor.fetchall(), strict=True)
        cursor.execute("SELECT xmin::text FROM survey_submission")
        answers = {row[0] for row in cursor.fetchall()}
    assert list(marks) == sorted(marks)
    assert len(set(stamps)) == 1
    assert not set(stamps) & answers


def test_a_slip_of_the_pen_is_found_without_asking_anybody(school, room):
    for code in slip_codes(school, room):
        assert check_letter(code[:7]) == code[7]
        wrong = CODE_LETTERS[(CODE_LETTERS.index(code[0]) + 1) % 31] + code[1:]
        assert check_letter(wrong[:7]) != wrong[7]


def test_the_poster_shows_a_pin_for_each_class(school, room):
    labels = {pin.label for pin in poster_of(school).pins}

    assert len(labels) == len(POSTER)
    assert any(label.endswith("5A") for label in labels)


def test_others_than_the_school_make_no_classes(school, room, actor_at):
    stranger = actor_at(school.school.parent, Role.HEAD)
    for act in (renew_class, shut_class, reopen_class):
        with pytest.raises(NotAllowed):
            act(actor=stranger, room=room, at=AT)
    given = {"label": "6", "families": 1, "at": AT}
    with pytest.raises(NotAllowed):
        change_class(actor=stranger, room=room, **given)
    with pytest.raises(NotAllowed):
        add_class(actor=stranger, assignment=school, **given)


def test_a_class_has_a_name_and_no_more_than_sixty_families(school, head):
    with pytest.raises(ClassUnnamed):
        add_class(actor=head, assignment=school, label=" ", families=1, at=AT)
    with pytest.raises(TooManyFamilies):
        add_class(actor=head, assignment=school, label="5", families=61, at=AT)
