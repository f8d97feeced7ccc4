from __future__ import annotations

import pytest
from django.urls import reverse
from factories.planning import OPENED_AT, approved, planning_world

from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Role
from sakaguru.planning.enums import ActivityState
from sakaguru.planning.models import Activity
from sakaguru.planning.services import doing
from sakaguru.planning.services.activities import (
    ActivityIsDone,
    StepSketch,
    add_steps,
    remove_activity,
)
from sakaguru.planning.services.revision import revise_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(actor_at):
    """An activity said to be done, with a step that is not; a visitor verifies it."""
    here = planning_world(actor_at)
    days = here.activity.starts_on, here.activity.ends_on
    steps = [StepSketch("Menilai hasil", *days)]
    add_steps(actor=here.head, activity=here.activity, steps=steps, at=OPENED_AT)
    here.officer = actor_at(here.area, Role.HEAD)
    Activity.objects.update(owner=here.head.user_id, verifier=here.officer.user_id)
    approved(here)
    doing.finish_activity(actor=here.head, activity=here.activity, at=OPENED_AT)
    here.url = here.activity.get_absolute_url()
    return here


def step(world, verb):
    return reverse("planning:activity-step", args=[world.activity.pk, verb])


@pytest.mark.function("H8")
def test_the_verifier_is_told_what_is_still_open(world, client_as):
    page = client_as(world.officer).get(world.url).text

    assert "Menunggu pemeriksaan Anda" in page
    assert "1 langkah belum ditandai selesai" in page


def test_the_verifier_acts_by_name_whatever_role_is_left(world, client_as, actor_at):
    left = actor_at(world.cluster, Role.PARTNER_OFFICER)
    Activity.objects.update(verifier=left.user_id)
    ActionPoint.objects.update(verifier=left.user_id)
    client = client_as(left)

    assert client.get(world.url).status_code == 200
    assert client.post(step(world, "verifikasi")).status_code == 302
    world.activity.refresh_from_db()
    assert world.activity.state == ActivityState.VERIFIED


def test_nobody_else_verifies(world, client_as):
    for actor in (world.head, world.committee, world.office):
        assert client_as(actor).post(step(world, "verifikasi")).status_code == 403
    world.activity.refresh_from_db()
    assert world.activity.state == ActivityState.DONE


def test_what_was_carried_out_stays_in_a_revision(world):
    why = "Dana yang datang berkurang."
    revision = revise_plan(actor=world.head, plan=world.plan, reason=why, at=OPENED_AT)
    twin = revision.activities.get()

    with pytest.raises(ActivityIsDone):
        remove_activity(actor=world.head, activity=twin, at=OPENED_AT)

    assert revision.activities.exists()
