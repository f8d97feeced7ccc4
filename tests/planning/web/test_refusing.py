"""Who sees no plan, and who sees it without changing anything."""

from __future__ import annotations

import pytest
from factories.organisations import line
from factories.planning import (
    BudgetLineFactory,
    LessonFactory,
    approved,
)
from planning.web.forms import act, address, step

from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db


def test_strangers_see_neither_gaps_nor_plans_nor_activities(world, client_as):
    approved(world)
    stranger = client_as(line(Tier.NATION)[0], Role.HEAD)
    addresses = [
        address("report-to-plan", world.school.code),
        address("plan-list", world.school.code),
        address("plan-form", world.school.code),
        address("gap-detail", world.gap.pk),
        world.plan.get_absolute_url(),
        address("plan-changes", world.plan.pk),
        address("outline-form", world.plan.pk),
        address("activity-form", world.plan.pk),
        world.activity.get_absolute_url(),
        address("activity-edit", world.activity.pk),
        address("activity-thread", world.activity.thread),
    ]

    assert [stranger.get(url).status_code for url in addresses] == [404] * 11
    assert stranger.post(step(world.plan, "komentar")).status_code == 404
    assert stranger.post(act(world.activity, "mulai")).status_code == 404


def test_those_who_only_read_a_plan_change_no_part_of_it(world, client_as):
    lesson = LessonFactory(organisation=world.school)
    line = BudgetLineFactory(activity=world.activity)
    target = world.plan.targets.create(node=world.node, expected=6.0)
    committee = client_as(world.committee)
    addresses = [
        address("lesson-decide", world.plan.pk, lesson.pk, "pakai"),
        address("target-remove", world.plan.pk, target.pk),
        address("part-step", world.activity.pk, "anggaran", line.pk, "hapus"),
        address("activity-change", world.activity.pk),
        address("outline-save", world.plan.pk),
        step(world.plan, "ajukan"),
        step(world.plan, "batalkan"),
        step(world.plan, "revisi"),
        step(world.plan, "sasaran"),
        act(world.activity, "mulai"),
        act(world.activity, "bukti"),
    ]

    assert [committee.post(url).status_code for url in addresses] == [403] * 11
    assert committee.post(step(world.plan, "setujui")).status_code == 409
