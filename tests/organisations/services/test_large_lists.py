"""Large lists of schools are rehearsed and run by the worker."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import InterfaceError, OperationalError, connection
from factories.organisations import OrganisationFactory
from procrastinate.contrib.django.models import ProcrastinateJob

from sakaguru.core.access import SYSTEM
from sakaguru.core.alone import SCHOOL_LISTS
from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.adapters import school_list
from sakaguru.organisations.enums import ListState, Role
from sakaguru.organisations.models import Area, Membership, School, SchoolImport
from sakaguru.organisations.queries.memberships import still_acting
from sakaguru.organisations.queries.school_lists import KeptFaults
from sakaguru.organisations.services import schools
from sakaguru.organisations.services.large_lists import check_list, run_list
from sakaguru.organisations.services.offices import ensure_office
from sakaguru.organisations.services.school_lists import (
    ListAlreadyTaken,
    ListNotReady,
    ListUnderWay,
    ask_again,
    ask_run,
    has_stopped,
    keep_large_list,
)

AT = dt.datetime(2026, 7, 1, 8, tzinfo=dt.UTC)
SOON = AT + dt.timedelta(minutes=1)
HEADER = "npsn;nama;kode kecamatan;status;murid"
ROWS = [f"9000000{n};SD Contoh {n};33.02.01;NEGERI;100" for n in range(1, 6)]


def clock():
    return SOON


def opened():
    """A kecamatan with the offices above it: all that a list needs to stand on."""
    above = None
    for level, code in enumerate(("33", "33.02", "33.02.01"), start=1):
        above = Area.objects.create(
            scheme="kemendagri", code=code, name=code, level=level, parent=above
        )
    area = Area.objects.get(code="33.02")
    return ensure_office(actor=SYSTEM, area=area, opened_on=AT.date(), at=AT)


@pytest.fixture
def office(db):
    return opened()


@pytest.fixture
def head(office, actor_at):
    return actor_at(office, Role.HEAD)


@pytest.fixture(autouse=True)
def many_parts(monkeypatch):
    """Each row is a part of its own, so that there is something between them."""
    monkeypatch.setattr(schools, "TOGETHER", 1)


def kept(actor, owner, rows=ROWS):
    return keep_large_list(
        actor=actor,
        owner=owner,
        filename="sekolah.csv",
        content="\n".join([HEADER, *rows]).encode(),
        at=AT,
    )


def checked(actor, owner, rows=ROWS):
    found = kept(actor, owner, rows)
    check_list(import_id=found.pk, clock=clock)
    return SchoolImport.objects.get(pk=found.pk)


def asked(actor, owner, rows=ROWS):
    found = checked(actor, owner, rows)
    ask_run(actor=actor, kept=found, at=AT)
    return found


def now(found):
    return SchoolImport.objects.get(pk=found.pk)


def jobs(name):
    return ProcrastinateJob.objects.filter(task_name=f"organisations.tasks.{name}")


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


class CutOff(BaseException):
    """What ends a process."""


def clock_that_dies(at):
    asks = iter(range(1, 99))

    def tell():
        if next(asks) == at:
            raise CutOff
        return SOON

    return tell


@pytest.mark.parametrize("after", [2, 4, 6, 7])
def test_a_run_that_was_cut_off_leaves_nothing_half_and_can_be_asked_again(
    after, office, head
):
    found = asked(head, office)
    with pytest.raises(CutOff):
        run_list(import_id=found.pk, clock=clock_that_dies(after))
    assert now(found).state == ListState.RUNNING
    assert has_stopped(now(found), at=SOON)
    assert not School.objects.exists()

    ask_again(actor=head, kept=found, at=SOON)
    run_list(import_id=found.pk, clock=clock)

    assert now(found).state == ListState.DONE
    assert School.objects.count() == 5
    events = AuditEvent.objects.filter(action__startswith="schools.").order_by("pk")
    assert [each.action.partition(".")[2] for each in events] == [
        *("import_asked", "import_asked", "imported"),
    ]


def test_a_rehearsal_that_was_cut_off_can_be_asked_again(office, head):
    found = kept(head, office)
    with pytest.raises(CutOff):
        check_list(import_id=found.pk, clock=clock_that_dies(3))
    jobs("check_list").update(status="doing")

    ask_again(actor=head, kept=found, at=SOON)

    assert jobs("check_list").filter(status="todo").count() == 1
    assert now(found).state == ListState.WAITING
    check_list(import_id=found.pk, clock=clock)
    assert now(found).state == ListState.CHECKED


def test_what_waited_long_for_a_worker_can_be_asked_again(office, head):
    found = kept(head, office)
    late = AT + dt.timedelta(minutes=6)

    assert not has_stopped(found, at=SOON)
    assert has_stopped(found, at=late)
    ask_again(actor=head, kept=found, at=late)

    assert jobs("check_list").count() == 1, "it still waits, so once is enough"


def test_work_that_came_to_its_end_while_one_looked_was_not_cut_off(office, head):
    found = asked(head, office)
    run_list(import_id=found.pk, clock=clock)
    seen_before = SchoolImport(pk=found.pk, state=ListState.RUNNING)

    assert not has_stopped(seen_before, at=SOON)


@pytest.fixture
def other_worker():
    """Another session of the database."""
    session = connection.copy()
    yield session
    session.close()


def test_one_worker_at_a_time_has_a_list(office, head, other_worker):
    found = asked(head, office)
    SchoolImport.objects.filter(pk=found.pk).update(state=ListState.RUNNING)
    with other_worker.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [SCHOOL_LISTS, found.pk])

    run_list(import_id=found.pk, clock=clock)

    assert not School.objects.exists()
    assert not has_stopped(now(found), at=SOON)
    with pytest.raises(ListUnderWay):
        ask_again(actor=head, kept=found, at=SOON)


@pytest.fixture
def left_empty(transactional_db):
    """The queue's tables are not Django's: it leaves in them what was committed."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")


def test_progress_is_seen_while_the_run_is_not(left_empty, actor_at, other_worker):
    office = opened()
    found = asked(actor_at(office, Role.HEAD), office)
    seen = []

    def clock_that_looks():
        with other_worker.cursor() as cursor:
            cursor.execute(
                "SELECT state, rows_done, (SELECT count(*) FROM organisations_school)"
                " FROM organisations_schoolimport"
            )
            seen.append(cursor.fetchone())
        return SOON

    run_list(import_id=found.pk, clock=clock_that_looks)

    assert seen == [*(("running", done, 0) for done in range(6)), ("running", 5, 0)]
    assert School.objects.count() == 5


def test_a_worker_whose_session_is_killed_leaves_nothing_half(
    left_empty, actor_at, other_worker
):
    office = opened()
    head = actor_at(office, Role.HEAD)
    found = asked(head, office)
    asks = iter(range(1, 99))

    def clock_that_kills():
        if next(asks) == 4:
            pid = connection.connection.info.backend_pid
            with other_worker.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
        return SOON

    with pytest.raises((OperationalError, InterfaceError)):
        run_list(import_id=found.pk, clock=clock_that_kills)
    connection.close()

    assert not School.objects.exists()
    assert (now(found).state, now(found).rows_done) == (ListState.RUNNING, 3)
    ask_again(actor=head, kept=found, at=SOON)
    run_list(import_id=found.pk, clock=clock)
    assert School.objects.count() == 5


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
