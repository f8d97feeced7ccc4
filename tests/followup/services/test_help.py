from __future__ import annotations

import datetime as dt

import pytest
from factories.followup import ActionPointFactory
from factories.organisations import line

from sakaguru.core.access import Actor
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.core.waiting import Bucket
from sakaguru.followup.enums import EventKind, PointState, Rung
from sakaguru.followup.models import ActionPoint, Digest
from sakaguru.followup.queries.feeds import feed
from sakaguru.followup.queries.help import Help, help_of
from sakaguru.followup.queries.points import visible_points
from sakaguru.followup.queries.tasks import waiting
from sakaguru.followup.services.climbing import let_points_climb
from sakaguru.followup.services.help import (
    NobodyAbove,
    ask_help,
    confirm_help,
    give_help,
    miss_help,
    refuse_help,
    take_help,
    withdraw_help,
)
from sakaguru.followup.services.points import (
    DueDayPassed,
    OwnVerifier,
    PointReasonMissing,
    Promise,
)
from sakaguru.followup.services.work import NotThisStepNow
from sakaguru.organisations.enums import Role, Tier

AT = dt.datetime(2026, 11, 14, 3, 0, tzinfo=dt.UTC)
DAY, DUE = dt.date(2026, 11, 14), dt.date(2026, 11, 30)
WISH = Promise("Dampingi guru kelas 4", DUE, "Soal literasi belum bertingkat.")
WHY = "Dua kali pendampingan di sekolah, 20 dan 27 November."


@pytest.fixture
def place(db):
    """A nation, province, district, UPTD, gugus and school."""
    return line(*list(Tier)[:6])


@pytest.fixture
def head(place, actor_at):
    return actor_at(place[5], Role.HEAD)


@pytest.fixture
def guide(place, actor_at):
    return actor_at(place[4], Role.FACILITATOR)


@pytest.fixture
def wish(place, head):
    return ask_help(actor=head, asker=place[5], wish=WISH, at=AT)


def given(guide, point):
    return give_help(actor=guide, point=point, text=WHY, at=AT)


def told(actor, day=DAY):
    return [(row.verb, row.bucket, row.unit) for row in waiting(actor, day)]


@pytest.mark.function("G2")
def test_help_is_asked_taken_given_and_confirmed(place, head, guide, wish):
    cluster, school = place[4], place[5]
    assert (wish.owner, wish.asker, wish.state) == (cluster, school, PointState.NEW)
    assert wish.number == f"TL/{place[2].code}/2026/1"
    asked = ("Jawab permintaan bantuan:", Bucket.LATER, school.name)
    assert told(guide) == [asked]
    assert told(head) == [("Tunggu bantuan:", Bucket.WITH_OTHERS, cluster.name)]

    point = take_help(actor=guide, point=wish, at=AT)
    assert told(guide) == [("Beri bantuan:", Bucket.LATER, school.name)]
    point = given(guide, point)
    assert [row[1] for row in told(guide)] == [Bucket.WITH_OTHERS]
    assert [row[1] for row in told(head)] == [Bucket.TO_VERIFY]
    point = miss_help(actor=head, point=point, reason="Baru satu kali.", at=AT)
    assert [row[1] for row in told(guide)] == [Bucket.RETURNED]
    point = confirm_help(actor=head, point=given(guide, point), at=AT)

    assert (point.state, point.finished_at) == (PointState.DONE, AT)
    assert told(head) == told(guide) == []
    assert [row.action for row in AuditEvent.objects.order_by("pk")] == [
        f"point.{kind.value}"
        for kind in (
            EventKind.OPENED,
            EventKind.HELP_TAKEN,
            EventKind.HELP_GIVEN,
            EventKind.HELP_MISSING,
            EventKind.HELP_GIVEN,
            EventKind.HELP_ARRIVED,
        )
    ]
    assert f"untuk {school.name} yang meminta bantuan" in feed(point)[-1].sentence


def test_only_the_school_asks_for_itself(place, actor_at):
    strangers = [
        actor_at(place[5], Role.TEACHER),
        actor_at(place[4], Role.FACILITATOR),
        actor_at(place[2], Role.HEAD),
        actor_at(line(*list(Tier)[:6])[5], Role.HEAD),
    ]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            ask_help(actor=actor, asker=place[5], wish=WISH, at=AT)
    assert not ActionPoint.objects.exists()


def test_a_request_needs_a_day_to_come_and_somebody_above(place, head, actor_at):
    late = Promise("Dampingi", DAY - dt.timedelta(days=1))
    top = actor_at(place[0], Role.HEAD)

    with pytest.raises(DueDayPassed):
        ask_help(actor=head, asker=place[5], wish=late, at=AT)
    with pytest.raises(NobodyAbove):
        ask_help(actor=top, asker=place[0], wish=WISH, at=AT)


def test_only_the_unit_asked_and_those_above_it_help(place, head, wish, actor_at):
    strangers = [
        head,
        actor_at(place[5], Role.TEACHER),
        actor_at(place[2], Role.VIEWER),
        actor_at(line(*list(Tier)[:5])[4], Role.FACILITATOR),
    ]
    for actor in strangers:
        with pytest.raises(NotAllowed):
            take_help(actor=actor, point=wish, at=AT)
        with pytest.raises(NotAllowed):
            refuse_help(actor=actor, point=wish, reason=WHY, at=AT)
        with pytest.raises(NotAllowed):
            given(actor, wish)

    supervisor = actor_at(place[3], Role.SUPERVISOR)
    assert [row[0] for row in told(supervisor)] == ["Jawab permintaan bantuan:"]
    assert take_help(actor=supervisor, point=wish, at=AT).state == PointState.AGREED


def test_a_no_needs_a_reason_and_ends_the_request(head, guide, wish):
    with pytest.raises(PointReasonMissing):
        refuse_help(actor=guide, point=wish, reason="tidak", at=AT)

    point = refuse_help(actor=guide, point=wish, reason=WHY, at=AT)

    assert (point.state, point.finished_at) == (PointState.DROPPED, AT)
    assert "tidak dapat membantu" in feed(point)[0].sentence
    with pytest.raises(NotThisStepNow):
        take_help(actor=guide, point=point, at=AT)
    assert told(head) == []


def test_only_the_school_says_that_it_arrived(place, guide, wish, actor_at):
    point = given(guide, wish)
    strangers = [guide, actor_at(place[4], Role.HEAD), actor_at(place[5], Role.TEACHER)]

    for actor in strangers:
        with pytest.raises(NotAllowed):
            confirm_help(actor=actor, point=point, at=AT)
        with pytest.raises(NotAllowed):
            miss_help(actor=actor, point=point, reason=WHY, at=AT)
    colleague = actor_at(place[5], Role.QUALITY_TEAM)
    assert [row[1] for row in told(colleague)] == [Bucket.TO_VERIFY]
    assert confirm_help(actor=colleague, point=point, at=AT).verifier_id == (
        colleague.user_id
    )


def test_nobody_helps_and_confirms_in_one_person(place, head, guide, wish):
    both = Actor(head.user_id, place[4].path, frozenset({Role.FACILITATOR}))
    with pytest.raises(OwnVerifier):
        take_help(actor=both, point=wish, at=AT)
    with pytest.raises(OwnVerifier):
        given(both, wish)

    again = Actor(guide.user_id, place[5].path, frozenset({Role.QUALITY_TEAM}))
    with pytest.raises(OwnVerifier):
        confirm_help(actor=again, point=given(guide, wish), at=AT)


def test_what_was_given_is_told_before_it_is_confirmed(head, guide, wish):
    with pytest.raises(PointReasonMissing):
        give_help(actor=guide, point=wish, text=" ", at=AT)
    with pytest.raises(NotThisStepNow):
        confirm_help(actor=head, point=wish, at=AT)


def test_another_takes_the_place_of_who_promised(place, guide, wish, actor_at):
    take_help(actor=guide, point=wish, at=AT)
    with pytest.raises(NotThisStepNow):
        take_help(actor=guide, point=wish, at=AT)

    other = actor_at(place[4], Role.HEAD)
    point = take_help(actor=other, point=wish, at=AT)

    assert (point.owner_person_id, point.state) == (other.user_id, PointState.AGREED)


def test_the_school_takes_its_request_back(place, head, guide, wish, actor_at):
    with pytest.raises(NotAllowed):
        withdraw_help(actor=guide, point=wish, reason=WHY, at=AT)

    point = withdraw_help(actor=head, point=wish, reason=WHY, at=AT)

    assert point.state == PointState.DROPPED
    with pytest.raises(NotThisStepNow):
        withdraw_help(actor=head, point=point, reason=WHY, at=AT)


def test_an_ordinary_promise_is_no_request(place, head, guide):
    point = ActionPointFactory(owner=place[4])

    for act in (take_help, confirm_help):
        with pytest.raises(NotThisStepNow):
            act(actor=guide, point=point, at=AT)


def test_the_school_and_the_cluster_see_it_and_other_schools_do_not(
    place, wish, actor_at
):
    neighbour = line(*list(Tier)[:6])[5]
    neighbour.parent, neighbour.path = place[4], f"{place[4].path}{neighbour.code}/"
    neighbour.save()

    def sees(unit, role):
        return visible_points(actor_at(unit, role), DAY).filter(pk=wish.pk).exists()

    assert sees(place[5], Role.TEACHER)
    assert sees(place[4], Role.FACILITATOR)
    assert sees(place[2], Role.HEAD_OF_QA)
    assert not sees(neighbour, Role.HEAD)
    assert not sees(place[5], Role.COMMITTEE)


def test_late_help_climbs_from_the_cluster(place, wish, actor_at):
    actor_at(place[3], Role.HEAD)

    let_points_climb(day=DUE + dt.timedelta(days=20))

    assert {(row.organisation, row.rung) for row in Digest.objects.all()} == {
        (place[4], Rung.HEAD),
        (place[3], Rung.NEXT_TIER),
    }


def test_requests_are_counted_by_school(
    place, head, guide, wish, django_assert_num_queries
):
    given(guide, ask_help(actor=head, asker=place[5], wish=WISH, at=AT))
    ActionPointFactory(owner=place[5])

    with django_assert_num_queries(1):
        found = help_of([place[4].pk, place[5].pk])

    assert found == {place[5].pk: Help(asked=2, given=1, unanswered=1)}
