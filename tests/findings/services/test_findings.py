from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from factories.findings import FindingFactory, national_standards
from factories.organisations import MembershipFactory, line
from factories.standards import NodeFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.core.errors import NotAllowed
from sakaguru.findings.enums import FindingKind, FindingState, Origin, Severity
from sakaguru.findings.models import Finding
from sakaguru.findings.services.causes import (
    CauseMissing,
    CauseUnknown,
    add_own_cause,
    choose_cause,
    remove_cause,
)
from sakaguru.findings.services.ends import forget_action, note_action, refresh_ends
from sakaguru.findings.services.findings import (
    FindingClosed,
    FindingReasonMissing,
    NotRecordedByHand,
    Observation,
    OnlyGapsAreTreated,
    decide_not_to_act,
    give_owner,
    place_finding,
    record_finding,
    reopen_finding,
    withdraw_finding,
)
from sakaguru.findings.tasks import refresh_ends as refresh_task
from sakaguru.followup.services.points import Promise, drop_point
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 14, 3, 0, tzinfo=dt.UTC)
WHY = "Gedung baru selesai tahun depan."
SEEN = "Toilet murid tidak berair sejak Senin."
PROMISE = Promise("Isi rak buku kelas", dt.date(2026, 12, 1))


@pytest.fixture
def place():
    return line(*list(Tier)[:6])


def seen(node, **more):
    return Observation(
        **{"node": node, "kind": "gap", "severity": 3, "text": SEEN, **more}
    )


def test_two_who_see_the_same_make_one_finding_with_two_signs(place, actor_at):
    node = NodeFactory()
    school = place[5]

    first = record_finding(
        actor=actor_at(school, Role.HEAD),
        organisation=school,
        observation=seen(node, severity=2),
        at=AT,
    )
    second = record_finding(
        actor=actor_at(place[3], Role.SUPERVISOR),
        organisation=school,
        observation=seen(node, origin=Origin.VISIT),
        at=AT,
    )

    assert first == second
    second.refresh_from_db()
    assert second.severity == Severity.LARGE
    origins = second.signs.values_list("origin", flat=True)
    assert sorted(origins) == ["by_hand", "visit"]


def test_findings_are_recorded_by_who_may(place, actor_at):
    with pytest.raises(NotAllowed):
        record_finding(
            actor=actor_at(place[5], Role.TEACHER),
            organisation=place[5],
            observation=seen(NodeFactory()),
            at=AT,
        )
    with pytest.raises(FindingReasonMissing):
        record_finding(
            actor=actor_at(place[5], Role.HEAD),
            organisation=place[5],
            observation=seen(NodeFactory(), text="ya"),
            at=AT,
        )


def test_the_database_keeps_one_open_gap_per_node():
    finding = FindingFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        FindingFactory(organisation=finding.organisation, node=finding.node)


def test_a_decision_not_to_act_closes_with_its_reason(place, actor_at):
    finding = FindingFactory(organisation=place[5])
    head = actor_at(place[5], Role.HEAD)

    with pytest.raises(NotAllowed):
        decide_not_to_act(
            actor=actor_at(place[2], Role.HEAD), finding=finding, reason=WHY, at=AT
        )
    with pytest.raises(FindingReasonMissing):
        decide_not_to_act(actor=head, finding=finding, reason=" ", at=AT)
    closed = decide_not_to_act(actor=head, finding=finding, reason=WHY, at=AT)

    assert (closed.state, closed.closed_why) == (FindingState.NOT_ACTED, WHY)
    assert not Finding.objects.loose().exists()
    with pytest.raises(FindingClosed):
        decide_not_to_act(actor=head, finding=finding, reason=WHY, at=AT)
    reopened = reopen_finding(actor=head, finding=finding, reason=WHY, at=AT)
    assert reopened.is_open
    with pytest.raises(FindingClosed):
        reopen_finding(actor=head, finding=finding, reason=WHY, at=AT)


def test_only_what_people_recorded_is_closed_by_people(place, actor_at):
    finding = FindingFactory(organisation=place[5])
    supervisor = actor_at(place[3], Role.SUPERVISOR)

    with pytest.raises(NotAllowed):
        withdraw_finding(
            actor=actor_at(place[5], Role.TEACHER), finding=finding, reason=WHY, at=AT
        )
    closed = withdraw_finding(actor=supervisor, finding=finding, reason=WHY, at=AT)

    assert closed.state == FindingState.WITHDRAWN


def test_what_a_run_shows_is_not_closed_by_people(actor_at):
    from factories.findings import derived
    from factories.scoring import scored

    world = scored(3)
    derived(world.run)
    finding = Finding.objects.exclude(last_run=None).first()

    with pytest.raises(NotRecordedByHand):
        withdraw_finding(
            actor=actor_at(world.nation, Role.HEAD), finding=finding, reason=WHY, at=AT
        )


def test_leaders_reorder_with_a_reason(place, actor_at):
    finding = FindingFactory(organisation=place[5])
    head = actor_at(place[5], Role.HEAD)

    with pytest.raises(NotAllowed):
        place_finding(
            actor=actor_at(place[5], Role.QUALITY_TEAM),
            finding=finding,
            place=1,
            reason=WHY,
            at=AT,
        )
    with pytest.raises(FindingReasonMissing):
        place_finding(actor=head, finding=finding, place=1, reason="", at=AT)
    placed = place_finding(actor=head, finding=finding, place=1, reason=WHY, at=AT)

    assert (placed.place, placed.place_reason) == (1, WHY)


def test_a_district_gives_a_gap_an_owner(place, actor_at):
    finding = FindingFactory(organisation=place[5])
    person = MembershipFactory(organisation=place[5], role=Role.TEACHER).user
    office = actor_at(place[2], Role.HEAD_OF_QA)

    point = give_owner(
        actor=office, finding=finding, promise=PROMISE, person=person, at=AT
    )

    finding.refresh_from_db()
    assert point.source_address == finding.get_absolute_url()
    assert (finding.has_owner, finding.has_action) == (True, True)
    with pytest.raises(NotAllowed):
        give_owner(
            actor=actor_at(place[5], Role.TEACHER),
            finding=finding,
            promise=PROMISE,
            at=AT,
        )
    strength = FindingFactory(organisation=place[5], kind=FindingKind.STRENGTH)
    with pytest.raises(OnlyGapsAreTreated):
        give_owner(actor=office, finding=strength, promise=PROMISE, at=AT)


def test_a_dropped_point_leaves_the_gap_loose_again(place, actor_at):
    finding = FindingFactory(organisation=place[5])
    person = MembershipFactory(organisation=place[5], role=Role.TEACHER).user
    head = actor_at(place[5], Role.HEAD)
    point = give_owner(
        actor=head, finding=finding, promise=PROMISE, person=person, at=AT
    )

    drop_point(actor=head, point=point, reason=WHY, at=AT)
    job = ProcrastinateJob.objects.filter(
        task_name="findings.tasks.refresh_ends"
    ).latest("id")
    refresh_task(**job.args)

    finding.refresh_from_db()
    assert (finding.has_owner, finding.has_action) == (False, False)
    refresh_ends(finding_id=0)


def test_a_plan_above_tells_what_answers_a_finding(place):
    finding = FindingFactory(organisation=place[5])
    told = {
        "finding": finding,
        "source": "planning",
        "key": "7",
        "label": "Kegiatan 7",
        "address": "/rencana/7/",
        "has_owner": True,
        "at": AT,
    }

    note_action(**told)
    note_action(**{**told, "label": "Kegiatan 7, baru"})

    finding.refresh_from_db()
    assert finding.actions.get().label == "Kegiatan 7, baru"
    assert (finding.has_owner, finding.has_action) == (True, True)
    forget_action(finding=finding, source="planning", key="7")
    finding.refresh_from_db()
    assert not finding.has_action


@pytest.fixture
def explained(place):
    version = national_standards()
    node = version.nodes.get(code="1.1.1")
    return FindingFactory(organisation=place[5], node=node)


def test_causes_come_from_the_tree_or_from_five_whys(place, actor_at, explained):
    teacher = actor_at(place[5], Role.TEACHER)
    whys = ["Murid tidak membaca.", "Buku terkunci.", "", "Kunci dipegang satu orang."]

    with pytest.raises(CauseUnknown):
        choose_cause(actor=teacher, finding=explained, tree_key="tidak ada", at=AT)
    with pytest.raises(CauseMissing):
        add_own_cause(actor=teacher, finding=explained, whys=["", " "], at=AT)
    with pytest.raises(NotAllowed):
        add_own_cause(
            actor=actor_at(place[2], Role.HEAD), finding=explained, whys=whys, at=AT
        )
    cause = add_own_cause(actor=teacher, finding=explained, whys=whys, at=AT)

    explained.refresh_from_db()
    assert explained.has_cause
    assert cause.text["id"] == "Kunci dipegang satu orang."
    assert len(cause.whys) == 3
    remove_cause(actor=teacher, cause=cause, at=AT)
    explained.refresh_from_db()
    assert not explained.has_cause


def test_a_cause_of_the_tree_is_taken_once(place, actor_at, explained):
    from sakaguru.findings.queries.remedies import branch_of

    head = actor_at(place[5], Role.HEAD)
    key = branch_of(explained.node).causes[0].key

    first = choose_cause(actor=head, finding=explained, tree_key=key, at=AT)
    second = choose_cause(actor=head, finding=explained, tree_key=key, at=AT)

    assert first == second
    decide_not_to_act(actor=head, finding=explained, reason=WHY, at=AT)
    with pytest.raises(FindingClosed):
        choose_cause(actor=head, finding=explained, tree_key=key, at=AT)
