"""Invented plans: drafted by hand, or all the way to approval."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace

import factory

from factories.findings import FindingFactory, national_standards
from factories.organisations import SchoolFactory, line
from sakaguru.organisations.enums import Role, Tier
from sakaguru.planning.enums import PlanKind
from sakaguru.planning.models import Activity, BudgetLine, Lesson, Plan
from sakaguru.planning.services.activities import Sketch, add_activity
from sakaguru.planning.services.approval import decide_step, submit_plan
from sakaguru.planning.services.plans import Outline, open_plan

OPENED_AT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)
STARTS_ON, ENDS_ON = dt.date(2027, 1, 1), dt.date(2027, 12, 31)


class PlanFactory(factory.django.DjangoModelFactory):
    """A draft of one year."""

    class Meta:
        model = Plan

    organisation = factory.SubFactory("factories.organisations.OrganisationFactory")
    kind = PlanKind.RKT
    title = factory.Sequence(lambda n: f"RKT contoh {n:05}")
    starts_on = STARTS_ON
    ends_on = ENDS_ON
    school_year = "2026/2027"
    budget_year = 2027
    opened_at = OPENED_AT


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    plan = factory.SubFactory(PlanFactory)
    position = factory.Sequence(lambda n: n + 1)
    title = factory.Sequence(lambda n: f"Kegiatan contoh {n:05}")
    owner_role = "guru kelas"
    starts_on = dt.date(2027, 1, 11)
    ends_on = dt.date(2027, 3, 12)


class BudgetLineFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = BudgetLine

    activity = factory.SubFactory(ActivityFactory)
    description = "Buku bacaan berjenjang"
    volume = 10
    unit = "buku"
    unit_price_rupiah = 50_000


class LessonFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Lesson

    organisation = factory.SubFactory("factories.organisations.OrganisationFactory")
    text = "Mulai lebih awal: bukti terkumpul terlambat."
    offered_at = OPENED_AT


def outline(kind=PlanKind.RKT, **changed):
    said = {
        "kind": kind,
        "title": "Rencana 2027",
        "starts_on": STARTS_ON,
        "ends_on": ENDS_ON,
        "school_year": "2026/2027",
        "budget_year": 2027,
    }
    return Outline(**{**said, **changed})


def sketch(**changed):
    said = {
        "title": "Kelompok baca menurut tingkat",
        "starts_on": dt.date(2027, 1, 11),
        "ends_on": dt.date(2027, 3, 12),
        "owner_role": "guru kelas",
    }
    return Sketch(**{**said, **changed})


def planning_world(actor_at):
    """A school below a whole line, its people, a gap, and a draft with one activity."""
    units = line(*list(Tier)[:5])
    school = SchoolFactory(organisation__parent=units[4]).organisation
    node = national_standards().nodes.get(code="1.1.1")
    world = SimpleNamespace(
        nation=units[0],
        province=units[1],
        district=units[2],
        area=units[3],
        cluster=units[4],
        school=school,
        node=node,
        gap=FindingFactory(organisation=school, node=node, severity=4),
        head=actor_at(school, Role.HEAD),
        teacher=actor_at(school, Role.TEACHER),
        committee=actor_at(school, Role.COMMITTEE),
        supervisor=actor_at(units[3], Role.SUPERVISOR),
        office=actor_at(units[2], Role.HEAD),
    )
    world.plan = open_plan(
        actor=world.head, organisation=school, outline=outline(), at=OPENED_AT
    )
    world.activity = add_activity(
        actor=world.head,
        plan=world.plan,
        sketch=sketch(finding=world.gap),
        at=OPENED_AT,
    )
    return world


def approved(world, at=OPENED_AT):
    """Take the world's draft through submission and all three decisions."""
    submit_plan(actor=world.head, plan=world.plan, at=at)
    for actor in (world.committee, world.head, world.supervisor):
        decide_step(actor=actor, plan=world.plan, is_agreed=True, at=at)
    world.plan.refresh_from_db()
    world.activity.refresh_from_db()
    return world.plan
