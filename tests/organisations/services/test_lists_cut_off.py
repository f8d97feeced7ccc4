"""A large list whose worker is cut off: nothing is half, and it can be asked again."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import InterfaceError, OperationalError, connection
from factories.school_lists import (
    AT,
    SOON,
    asked,
    clock,
    jobs,
    kept,
    now,
    opened,
)

from sakaguru.core.alone import SCHOOL_LISTS
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import ListState, Role
from sakaguru.organisations.models import School, SchoolImport
from sakaguru.organisations.services.large_lists import check_list, run_list
from sakaguru.organisations.services.school_lists import (
    ListUnderWay,
    ask_again,
    has_stopped,
)

pytestmark = pytest.mark.usefixtures("many_parts")


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


def test_progress_is_seen_while_the_run_is_not(
    transactional_db, actor_at, other_worker
):
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
    transactional_db, actor_at, other_worker
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
