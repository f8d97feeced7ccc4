"""Work for later."""

from __future__ import annotations

import pytest
from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from working import do_queued_work

from sakaguru.core.queue import later

TASK = "core.tasks.seal_trail"


class ChangedMyMindError(Exception):
    pass


@pytest.mark.django_db
def test_work_is_queued_with_what_causes_it():
    later(TASK, timestamp=1)

    (job,) = ProcrastinateJob.objects.all()
    assert (job.task_name, job.args) == (TASK, {"timestamp": 1})


@transaction.atomic
def queue_and_fail():
    later(TASK, timestamp=1)
    raise ChangedMyMindError


@pytest.mark.django_db
def test_work_is_forgotten_when_its_cause_fails():
    with pytest.raises(ChangedMyMindError):
        queue_and_fail()

    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
def test_work_under_one_name_waits_once():
    later(TASK, once="seal", timestamp=1)
    later(TASK, once="seal", timestamp=2)

    assert ProcrastinateJob.objects.count() == 1


@pytest.mark.django_db
def test_work_by_the_clock_runs_as_the_worker_calls_it():
    for periodic in app.periodic_registry.periodic_tasks.values():
        periodic.task.func(timestamp=1_795_229_880)


@pytest.mark.django_db(transaction=True)
def test_the_worker_does_what_is_queued():
    later(TASK, timestamp=1_795_229_880)
    asked = ProcrastinateJob.objects.latest("id")

    do_queued_work()

    # Others of this name: what the clock has asked for meanwhile may still wait.
    assert ProcrastinateJob.objects.get(pk=asked.pk).status == "succeeded"
