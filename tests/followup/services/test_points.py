from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from factories.followup import ActionPointFactory
from factories.organisations import MembershipFactory, line

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.followup.enums import EventKind, PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services.points import (
    DueDayPassed,
    OwnVerifier,
    PersonNotThere,
    PointIsClosed,
    PointReasonMissing,
    Promise,
    Subject,
    assign_point,
    comment_on_point,
    drop_point,
    open_point,
    postpone_point,
)
from sakaguru.followup.services.work import (
    NobodyNamed,
    NotThisStepNow,
    agree_point,
    judge_effect,
    return_point,
    start_point,
    submit_point,
    verify_point,
)
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Membership

AT = dt.datetime(2026, 11, 14, 3, 0, tzinfo=dt.UTC)
DUE = dt.date(2026, 11, 30)
PROMISE = Promise("Susun jadwal supervisi", DUE)
WHY = "Karena banjir sekolah diliburkan."


@pytest.fixture
def place(db):
    """A nation, province, district, UPTD, gugus and school."""
    return line(*list(Tier)[:6])


def opened(unit, **people):
    return open_point(actor=SYSTEM, owner=unit, promise=PROMISE, at=AT, **people)


def people_of(unit, above):
    owner = MembershipFactory(organisation=unit, role=Role.TEACHER).user
    checker = MembershipFactory(organisation=above, role=Role.SUPERVISOR).user
    return owner, checker


def test_points_are_numbered_without_gaps_per_district_and_year(place):
    district, school = place[2], place[5]

    first, second = opened(school), opened(district)
    undone = transaction.savepoint()
    opened(school)
    transaction.savepoint_rollback(undone)
    third = opened(school)
    later = open_point(
        actor=SYSTEM,
        owner=school,
        promise=Promise("Nanti", dt.date(2027, 2, 1)),
        at=AT.replace(year=2027, month=1),
    )

    code = district.code
    assert [p.number for p in (first, second, third, later)] == [
        f"TL/{code}/2026/1",
        f"TL/{code}/2026/2",
        f"TL/{code}/2026/3",
        f"TL/{code}/2027/1",
    ]


@pytest.mark.django_db(transaction=True)
def test_two_people_at_once_get_two_numbers():
    school = line(*list(Tier)[:6])[5]
    opened(school)
    numbers = []

    def work():
        numbers.append(opened(school).serial)
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(numbers) == [2, 3, 4, 5]


def test_a_point_is_opened_by_who_may_and_not_by_others(place, actor_at):
    school = place[5]
    subject = Subject("findings", "7", "Celah 1.1.1", "/temuan/7/")

    point = open_point(
        actor=actor_at(place[2], Role.HEAD_OF_QA),
        owner=school,
        promise=PROMISE,
        subject=subject,
        at=AT,
    )

    assert ActionPoint.objects.about("findings", "7").get() == point
    assert AuditEvent.objects.get(action="point.opened").path == school.path
    with pytest.raises(NotAllowed):
        open_point(
            actor=actor_at(school, Role.TEACHER), owner=school, promise=PROMISE, at=AT
        )
    with pytest.raises(NotAllowed):
        open_point(
            actor=actor_at(school, Role.HEAD), owner=place[2], promise=PROMISE, at=AT
        )


def test_a_point_cannot_be_due_before_it_was_opened(place):
    with pytest.raises(DueDayPassed):
        open_point(
            actor=SYSTEM,
            owner=place[5],
            promise=Promise("Kemarin", dt.date(2026, 11, 13)),
            at=AT,
        )


def test_nobody_checks_themselves(place):
    owner, checker = people_of(place[5], place[3])

    with pytest.raises(OwnVerifier):
        opened(place[5], person=owner, verifier=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPointFactory(owner=place[5], owner_person=owner, verifier=owner)
    assert opened(place[5], person=owner, verifier=checker).pk


def test_people_named_must_serve_there(place):
    owner, checker = people_of(place[5], place[3])
    elsewhere = MembershipFactory(role=Role.HEAD).user

    with pytest.raises(PersonNotThere):
        opened(place[5], person=checker)
    with pytest.raises(PersonNotThere):
        opened(place[5], person=owner, verifier=elsewhere)


def test_leaders_assign_and_teachers_do_not(place, actor_at):
    owner, checker = people_of(place[5], place[3])
    point = opened(place[5])

    with pytest.raises(NotAllowed):
        assign_point(
            actor=actor_at(place[5], Role.TEACHER),
            point=point,
            person=owner,
            verifier=checker,
            at=AT,
        )
    point = assign_point(
        actor=actor_at(place[2], Role.HEAD),
        point=point,
        person=owner,
        verifier=checker,
        at=AT,
    )

    assert (point.owner_person, point.verifier) == (owner, checker)


def test_postponing_is_counted_with_its_reason(place, actor_at):
    head = actor_at(place[5], Role.HEAD)
    point = opened(place[5])
    later = DUE + dt.timedelta(days=14)

    with pytest.raises(PointReasonMissing):
        postpone_point(actor=head, point=point, due_on=later, reason="ya", at=AT)
    with pytest.raises(DueDayPassed):
        postpone_point(actor=head, point=point, due_on=DUE, reason=WHY, at=AT)
    with pytest.raises(NotAllowed):
        postpone_point(
            actor=actor_at(place[5], Role.TEACHER),
            point=point,
            due_on=later,
            reason=WHY,
            at=AT,
        )
    point = postpone_point(actor=head, point=point, due_on=later, reason=WHY, at=AT)

    assert (point.postponements, point.due_on, point.first_due_on) == (1, later, DUE)
    assert point.events.get(kind=EventKind.POSTPONED).text == WHY


def test_a_point_is_dropped_with_a_reason_and_stays(place, actor_at):
    head = actor_at(place[5], Role.HEAD)
    point = opened(place[5])

    with pytest.raises(NotAllowed):
        drop_point(
            actor=actor_at(place[5], Role.QUALITY_TEAM), point=point, reason=WHY, at=AT
        )
    point = drop_point(actor=head, point=point, reason=WHY, at=AT)

    assert point.state == PointState.DROPPED
    assert point.finished_at == AT
    with pytest.raises(PointIsClosed):
        drop_point(actor=head, point=point, reason=WHY, at=AT)


def test_tiers_above_comment_and_neighbours_do_not(place, actor_at):
    point = opened(place[5])
    neighbour = line(Tier.NATION)[0]

    comment_on_point(
        actor=actor_at(place[1], Role.AUDITOR), point=point, text="Bagus", at=AT
    )

    with pytest.raises(NotAllowed):
        comment_on_point(
            actor=actor_at(neighbour, Role.HEAD), point=point, text="Halo", at=AT
        )
    with pytest.raises(PointReasonMissing):
        comment_on_point(
            actor=actor_at(place[1], Role.HEAD), point=point, text=" ", at=AT
        )


def test_a_point_goes_from_new_to_proven(place, actor_at):
    teacher = actor_at(place[5], Role.TEACHER)
    checker = actor_at(place[3], Role.SUPERVISOR)
    point = opened(
        place[5],
        person=MembershipFactory._meta.model.objects.get(pk=teacher.membership_id).user,
        verifier=MembershipFactory._meta.model.objects.get(
            pk=checker.membership_id
        ).user,
    )

    agree_point(actor=teacher, point=point, at=AT)
    start_point(actor=teacher, point=point, at=AT)
    submit_point(actor=teacher, point=point, text="Sudah dipasang", at=AT)
    with pytest.raises(NotAllowed):
        verify_point(actor=teacher, point=point, at=AT)
    returned = return_point(actor=checker, point=point, reason=WHY, at=AT)
    assert (returned.state, returned.is_returned) == (PointState.IN_PROGRESS, True)
    submit_point(actor=teacher, point=point, at=AT)
    done = verify_point(actor=checker, point=point, at=AT)
    assert (done.state, done.is_returned) == (PointState.DONE, False)
    proven = judge_effect(
        actor=SYSTEM, point=point, is_effective=True, reason=WHY, at=AT
    )

    assert proven.state == PointState.EFFECTIVE
    unproven = judge_effect(
        actor=checker, point=point, is_effective=False, reason=WHY, at=AT
    )
    assert unproven.state == PointState.NOT_EFFECTIVE


def test_only_the_owner_or_the_unit_works_on_it(place, actor_at):
    point = opened(place[5])

    with pytest.raises(NotAllowed):
        agree_point(actor=actor_at(place[2], Role.HEAD), point=point, at=AT)
    agree_point(actor=actor_at(place[5], Role.QUALITY_TEAM), point=point, at=AT)
    with pytest.raises(NotThisStepNow):
        agree_point(actor=actor_at(place[5], Role.HEAD), point=point, at=AT)


def test_whoever_has_moved_on_takes_no_step_any_more(place, actor_at):
    teacher = actor_at(place[5], Role.TEACHER)
    checker = actor_at(place[3], Role.SUPERVISOR)
    people = {"owner_person_id": teacher.user_id, "verifier_id": checker.user_id}
    point = ActionPointFactory(owner=place[5], **people)
    asked = ActionPointFactory(
        owner=place[5], state=PointState.AWAITING_CHECK, **people
    )
    memberships = [teacher.membership_id, checker.membership_id]
    Membership.objects.filter(pk__in=memberships).update(valid_until=AT.date())

    with pytest.raises(NotAllowed):
        agree_point(actor=teacher, point=point, at=AT)
    with pytest.raises(NotAllowed):
        verify_point(actor=checker, point=asked, at=AT)

    the_day_before = AT - dt.timedelta(days=1)
    agree_point(actor=teacher, point=point, at=the_day_before)
    verify_point(actor=checker, point=asked, at=the_day_before)


def test_a_check_needs_somebody_to_check(place, actor_at):
    point = opened(place[5])

    with pytest.raises(NobodyNamed):
        submit_point(actor=actor_at(place[5], Role.HEAD), point=point, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        ActionPointFactory(owner=place[5], state=PointState.AWAITING_CHECK)


def test_who_is_waited_for_cannot_be_taken_away(place, actor_at):
    owner, checker = people_of(place[5], place[3])
    point = ActionPointFactory(
        owner=place[5],
        owner_person=owner,
        verifier=checker,
        state=PointState.AWAITING_CHECK,
    )

    with pytest.raises(PersonNotThere):
        assign_point(
            actor=actor_at(place[5], Role.HEAD),
            point=point,
            person=owner,
            verifier=None,
            at=AT,
        )
