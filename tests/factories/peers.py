"""Schools measured over cycles without questionnaires: results written by hand.

``measured(schools, cycles)`` makes runs with a score per school on each node of a small
framework; ``did(school, ...)`` gives a school an activity it completed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from types import SimpleNamespace

import numpy as np

from factories.findings import national_standards
from factories.instruments import InstrumentVersionFactory
from factories.organisations import SchoolFactory, line
from factories.scoring import publish
from sakaguru.organisations.enums import SchoolStatus, Tier
from sakaguru.planning.enums import ActivityState, Idea, PlanKind, PlanState
from sakaguru.planning.logic.matching import Pool
from sakaguru.planning.models import Activity, Plan
from sakaguru.scoring.enums import Audience, RunState, SchoolState
from sakaguru.scoring.models import SchoolResult, ScoreRun
from sakaguru.survey.models import Campaign

NODES = ("*", "1", "1.1", "1.1.1", "1.1.2", "2", "2.1", "2.1.1", "2.1.2")
LEAVES = ("1.1.1", "1.1.2", "2.1.1", "2.1.2")
NODE, KIND = "1.1.1", "SNP_2016:1.1.1:r1"
DAYS = (dt.date(2024, 11, 1), dt.date(2025, 11, 1), dt.date(2026, 11, 1))
AT = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)


def empty_pool():
    """A pool in which no school stands."""
    none, places = np.empty(0), np.empty(0, np.int64)
    kinds = {"done": np.empty(0, np.bool_), "school": places}
    whole = ("district", "province", "area", "cluster", "period")
    kinds |= dict.fromkeys(whole, places)
    return Pool(**{field.name: kinds.get(field.name, none) for field in fields(Pool)})


def world(schools=24):
    """A nation down to its schools, a framework and an instrument."""
    nation, province, district, area, cluster = line(*list(Tier)[:5])
    framework = national_standards()
    return SimpleNamespace(
        nation=nation,
        province=province,
        district=district,
        area=area,
        framework=framework,
        instrument=InstrumentVersionFactory(framework_version=framework),
        nodes={node.code: node for node in framework.nodes.all()},
        schools=[
            SchoolFactory(
                organisation__parent=cluster,
                status=SchoolStatus.PUBLIC,
                connectivity="weak",
                pupils=120 + number,
            ).organisation
            for number in range(schools)
        ],
    )


def measure(here, day, scores, *, audience=Audience.TREE, error=0.1, node=NODE):
    """A published run of a campaign of its own: ``scores`` by school, in points."""
    campaign = Campaign.objects.create(
        owner=here.district,
        scope=here.district,
        instrument_version=here.instrument,
        name=f"EDS {day.year}",
        cycle_label=f"{day.year}/{day.year + 1}",
        opens_on=day - dt.timedelta(days=40),
        closes_on=day,
        opened_at=AT - dt.timedelta(days=800),
        closed_at=AT - dt.timedelta(days=700),
    )
    run = ScoreRun.objects.create(
        owner=here.district,
        campaign=campaign,
        cycle_label=campaign.cycle_label,
        data_on=day,
        framework_version=here.framework,
        instrument_version=here.instrument,
        nodes=list(NODES),
        leaves=list(LEAVES),
        uppers=[code for code in NODES if code not in LEAVES],
        state=RunState.DONE,
        requested_at=AT,
    )
    SchoolResult.objects.bulk_create(
        _result(run, school, score, error, node) for school, score in scores.items()
    )
    publish(run, audience)
    return run


def _result(run, school, score, error, node):
    count = len(NODES)
    return SchoolResult(
        run=run,
        organisation=school,
        parent_id=school.parent_id,
        code=school.code,
        name=school.name,
        path=school.path,
        status=school.school.status,
        state=SchoolState.COUNTED,
        total=4.0,
        pupils=school.school.pupils,
        respondents=[1, 9, 60, 120, 0, 1],
        population=[1, 9, 60, 120, -1, 1],
        minimum=[1, 6, 30, 6, 0, 0],
        scores=[score if code == node else 4.0 for code in NODES],
        errors=[error] * count,
        coverage=[1.0] * count,
        n=[76] * count,
        sufficient=[True] * count,
        hidden=[False] * count,
        role_scores=[-1] * (len(LEAVES) * 6),
        role_n=[0] * (len(LEAVES) * 6),
    )


def plan_of(school, *, state=PlanState.APPROVED, **fields):
    given = {"approved_at": AT} if state == PlanState.APPROVED else {}
    return Plan.objects.create(
        organisation=school,
        kind=PlanKind.RKT,
        title=f"RKT {school.name}",
        starts_on=dt.date(2026, 1, 1),
        ends_on=dt.date(2026, 12, 31),
        state=state,
        opened_at=AT,
        **{**given, **fields},
    )


def did(here, school, *, kind=KIND, on=dt.date(2026, 5, 10), node=NODE, **fields):
    """An activity that a school completed."""
    plan = fields.pop("plan", None)
    if plan is None:
        plan = plan_of(school, state=PlanState.DRAFT)
    activity = Activity.objects.create(
        plan=plan,
        node=here.nodes[node],
        idea=Idea.REMEDY,
        kind_key=kind,
        title="Pojok baca di tiap kelas",
        starts_on=dt.date(2026, 2, 1),
        ends_on=dt.date(2026, 5, 1),
        state=ActivityState.VERIFIED,
        done_on=on,
        **fields,
    )
    if plan.state == PlanState.DRAFT:
        Plan.objects.filter(pk=plan.pk).update(
            state=PlanState.APPROVED, approved_at=AT, submitted_at=AT
        )
        plan.refresh_from_db()
    return activity
