"""Large lists of schools are rehearsed and run by the worker."""

from __future__ import annotations

import pytest
from factories.organisations import OrganisationFactory
from factories.school_lists import (
    AT,
    HEADER,
    ROWS,
    SOON,
    asked,
    checked,
    clock,
    jobs,
    kept,
    now,
)

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.adapters import school_list
from sakaguru.organisations.enums import ListState, Role
from sakaguru.organisations.models import Membership, School
from sakaguru.organisations.queries.memberships import still_acting
from sakaguru.organisations.queries.school_lists import KeptFaults
from sakaguru.organisations.services.large_lists import check_list, run_list
from sakaguru.organisations.services.school_lists import (
    ListAlreadyTaken,
    ListNotReady,
    ListUnderWay,
    ask_again,
    ask_run,
)

pytestmark = pytest.mark.usefixtures("many_parts")


def test_a_rehearsal_in_the_worker_tells_and_changes_nothing(office, head):
    found = checked(head, office, [*ROWS, "1;SD Salah;33.02.01;NEGERI;", ROWS[0]])

    assert found.state == ListState.CHECKED
    assert (found.report["created_count"], found.row_count, found.takes) == (5, 7, 5)
    assert found.report["created"][0] == [2, "90000001", "SD Contoh 1", {}]
    assert [fault[:2] for fault in found.faults] == [[7, "npsn"], [8, "npsn"]]
    assert not School.objects.exists()
    assert not AuditEvent.objects.filter(action="schools.imported").exists()


def test_a_run_in_the_worker_is_that_of_who_asked(office, head):
    found = asked(head, office)

    run_list(import_id=found.pk, clock=clock)

    found = now(found)
    assert (found.state, found.done_at, found.rows_done) == (ListState.DONE, SOON, 5)
    assert School.objects.count() == 5
    for action in ("schools.import_asked", "schools.imported"):
        event = AuditEvent.objects.get(action=action)
        assert (event.actor_id, event.path) == (head.user_id, office.path)


def test_only_the_first_changes_are_kept_and_all_of_them_counted(
    office, head, monkeypatch
):
    monkeypatch.setattr("sakaguru.organisations.services.large_lists.SHOWN", 2)

    found = checked(head, office)

    assert [row[1] for row in found.report["created"]] == ["90000001", "90000002"]
    assert found.report["created_count"] == 5


def test_all_faults_are_kept_and_read_a_page_at_a_time(
    office, head, django_assert_num_queries
):
    found = checked(head, office, [f"{n};SD;33.02.01;NEGERI;" for n in range(9)])
    faults = KeptFaults(found.pk, len(found.faults))

    with django_assert_num_queries(1):
        some = faults[3:6]

    assert [(each.row, each.column) for each in some] == [
        *((5, "npsn"), (6, "npsn"), (7, "npsn")),
    ]
    assert len(faults) == 9


def test_asking_twice_queues_once_and_a_task_delivered_twice_runs_once(office, head):
    found = asked(head, office)
    with pytest.raises(ListUnderWay):
        ask_run(actor=head, kept=found, at=SOON)
    with pytest.raises(ListUnderWay):
        ask_again(actor=head, kept=found, at=SOON)

    run_list(import_id=found.pk, clock=clock)
    run_list(import_id=found.pk, clock=clock)

    assert jobs("run_list").count() == jobs("check_list").count() == 1
    assert AuditEvent.objects.filter(action="schools.imported").count() == 1
    with pytest.raises(ListAlreadyTaken):
        ask_run(actor=head, kept=found, at=SOON)


def test_what_was_not_rehearsed_or_takes_nothing_is_not_run(office, head):
    with pytest.raises(ListUnderWay):
        ask_run(actor=head, kept=kept(head, office), at=AT)
    with pytest.raises(ListNotReady):
        ask_run(actor=head, kept=checked(head, office, ["1;;;;"]), at=AT)
    with pytest.raises(ListNotReady):
        ask_again(actor=head, kept=checked(head, office), at=SOON)


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.VIEWER])
def test_large_lists_are_not_for_who_may_not_change_the_tree(
    role, office, head, actor_at
):
    found = checked(head, office)
    for actor in (actor_at(office, role), actor_at(OrganisationFactory(), Role.HEAD)):
        with pytest.raises(NotAllowed):
            kept(actor, office)
        with pytest.raises(NotAllowed):
            ask_run(actor=actor, kept=found, at=SOON)
        with pytest.raises(NotAllowed):
            ask_again(actor=actor, kept=found, at=SOON)

    assert now(found).state == ListState.CHECKED


def ended(head):
    Membership.objects.filter(pk=head.membership_id).update(valid_until=AT.date())


def demoted(head):
    Membership.objects.filter(pk=head.membership_id).update(role=Role.OPERATOR)


def suspended(head):
    Membership.objects.get(pk=head.membership_id).user.delete()


def locked_out(head):
    user = Membership.objects.get(pk=head.membership_id).user
    user.is_active = False
    user.save()


WITHDRAWN = [ended, demoted, suspended, locked_out]


@pytest.mark.parametrize("withdrawn", WITHDRAWN)
def test_a_right_withdrawn_meanwhile_stops_the_queued_run(withdrawn, office, head):
    found = asked(head, office)
    withdrawn(head)

    run_list(import_id=found.pk, clock=clock)

    assert now(found).state == ListState.REFUSED
    assert "dicabut" in now(found).failure
    assert not School.objects.exists()
    event = AuditEvent.objects.get(action="schools.import_refused")
    assert (event.path, event.detail) == (office.path, {"code": "not_allowed"})


def test_a_right_withdrawn_meanwhile_stops_the_queued_rehearsal(office, head):
    found = kept(head, office)
    ended(head)

    check_list(import_id=found.pk, clock=clock)

    assert (now(found).state, now(found).report) == (ListState.REFUSED, None)


@pytest.mark.parametrize("after", range(2, 7))
def test_a_right_withdrawn_while_it_runs_takes_all_of_it_back(after, office, head):
    """The clock is asked once at the beginning, and once after each of five parts."""
    found = asked(head, office)
    asks = iter(range(1, 99))

    def clock_that_ends_it():
        if next(asks) == after:
            ended(head)
        return SOON

    run_list(import_id=found.pk, clock=clock_that_ends_it)

    assert now(found).state == ListState.REFUSED
    assert not School.objects.exists()
    assert not AuditEvent.objects.filter(action="schools.imported").exists()


def test_a_right_asked_for_again_by_somebody_else_is_theirs(office, head, actor_at):
    found = checked(head, office)
    ended(head)
    other = actor_at(office, Role.HEAD_OF_QA)
    ask_run(actor=other, kept=found, at=AT)

    run_list(import_id=found.pk, clock=clock)

    event = AuditEvent.objects.get(action="schools.imported")
    assert event.actor_id == other.user_id


def test_nobody_acts_for_a_membership_that_is_not_there(db):
    assert still_acting(None, day=AT.date()).user_id is None


def test_a_file_that_breaks_further_down_is_refused_as_a_whole(office, head):
    found = kept(head, office, [*ROWS, '"'])

    check_list(import_id=found.pk, clock=clock)

    assert now(found).state == ListState.REFUSED
    assert "CSV" in now(found).failure


def test_small_and_large_are_told_apart_by_rows_and_by_bytes(monkeypatch, tmp_path):
    path = tmp_path / "sekolah.csv"
    path.write_text("\n".join([HEADER, *ROWS]))

    def is_small():
        with path.open("rb") as file:
            return school_list.small_table(file) is not None

    assert is_small()
    monkeypatch.setattr(school_list, "AT_ONCE_ROWS", 5)
    assert is_small()
    monkeypatch.setattr(school_list, "AT_ONCE_ROWS", 4)
    assert not is_small()
    monkeypatch.setattr(school_list, "AT_ONCE_ROWS", 5)
    monkeypatch.setattr(school_list, "AT_ONCE_BYTES", 20)
    assert not is_small()
