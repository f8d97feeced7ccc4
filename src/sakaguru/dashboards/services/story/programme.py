"""The work programme of the district: bimtek for those who need it most."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sakaguru.accounts.models import User
from sakaguru.dashboards.logic import story
from sakaguru.dashboards.services.story.people import acting
from sakaguru.dashboards.services.story.plans import LONG
from sakaguru.dashboards.services.story.rounds import moment
from sakaguru.findings.models import Finding
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Membership, Organisation
from sakaguru.planning.enums import ActivityForm, FundSource, PlanKind
from sakaguru.planning.services import activities, approval, doing, money
from sakaguru.planning.services import plans as planning
from sakaguru.planning.services.money import LineSketch
from sakaguru.planning.services.points import open_points

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor
    from sakaguru.dashboards.services.story.rounds import Play
    from sakaguru.planning.models import Activity, Plan

FORMS = (
    (ActivityForm.BIMTEK, "Bimtek: {node}", 45_000_000),
    (ActivityForm.ASSISTANCE, "Pendampingan ke sekolah: {node}", 28_500_000),
    (ActivityForm.MONITORING, "Monitoring tindak lanjut: {node}", 9_600_000),
)
MOST_INVITED = 40


def play_programme(play: Play, *, begun: date, today: date) -> Plan:
    """Plan from the district's own gaps, decide, and begin."""
    quality, head = play.actor, _head(play)
    plan = planning.open_plan(
        actor=quality,
        organisation=play.stage.district,
        outline=planning.Outline(
            kind=PlanKind.WORK_PROGRAMME,
            title=f"Program kerja penjaminan mutu {begun.year}",
            starts_on=begun,
            ends_on=begun + timedelta(LONG - 1),
            school_year=story.school_year(begun),
            budget_year=begun.year,
            ceiling_rupiah=120_000_000,
            goals="Jarak antara sekolah terkuat dan terlemah menyempit.",
        ),
        at=moment(begun - timedelta(12)),
    )
    made = [
        _add(quality, plan, gap, place, begun)
        for place, gap in enumerate(_gaps(play.stage.district)[: len(FORMS)])
    ]
    if not made:
        return plan
    _decide(plan, quality, head, begun)
    is_past = begun + timedelta(LONG) <= today
    for place, activity in enumerate(made):
        _carry_out(quality, activity, today, is_whole=is_past or place == 0)
    return plan


def _head(play: Play) -> Actor:
    rows = Membership.objects.select_related("organisation")
    return acting(rows.get(organisation=play.stage.district, role=Role.HEAD))


def _gaps(district: Organisation) -> list[Finding]:
    rows = Finding.objects.open_gaps().filter(organisation=district)
    return list(rows.select_related("node").order_by("-severity", "score", "pk"))


def _add(quality: Actor, plan: Plan, gap: Finding, place: int, begun: date) -> Activity:
    form, words, rupiah = FORMS[place]
    at, starts = moment(begun - timedelta(11)), begun + timedelta(30 + 60 * place)
    activity = activities.add_activity(
        actor=quality,
        plan=plan,
        sketch=activities.Sketch(
            title=words.format(node=gap.node.title["id"]),
            finding=gap,
            form=form,
            starts_on=starts,
            ends_on=starts + timedelta(weeks=10, days=-1),
            owner=_person(quality),
            place="Aula dinas dan gugus",
            participants="Kepala sekolah dan guru",
            participant_count=2 * MOST_INVITED,
        ),
        at=at,
    )
    schools = Organisation.objects.filter(
        tier=Tier.SCHOOL,
        findings__node__code__startswith=gap.node.code,
        findings__state="open",
        path__startswith=plan.organisation.path,
    )
    activities.invite(
        actor=quality,
        activity=activity,
        units=list(schools.distinct().order_by("code")[:MOST_INVITED]),
        reason=f"Celah {gap.node.code} terbuka",
        at=at,
    )
    lines = [
        LineSketch("Narasumber dan bahan", 1, "paket", rupiah // 3, FundSource.APBD),
        LineSketch("Konsumsi dan transpor", 2, "hari", rupiah // 3, FundSource.APBD),
    ]
    money.add_lines(actor=quality, activity=activity, lines=lines, at=at)
    return activity


def _person(actor: Actor) -> User:
    return User.objects.get(pk=actor.user_id or 0)


def _decide(plan: Plan, quality: Actor, head: Actor, begun: date) -> None:
    at = moment(begun - timedelta(6))
    approval.submit_plan(actor=quality, plan=plan, at=at)
    for days, actor in ((4, quality), (2, head)):
        at = moment(begun - timedelta(days))
        approval.decide_step(actor=actor, plan=plan, is_agreed=True, at=at)
    open_points(plan_id=plan.pk, at=at)


def _carry_out(
    quality: Actor, activity: Activity, today: date, *, is_whole: bool
) -> None:
    at = moment(min(activity.ends_on, today), 10)
    total = sum(line.total_rupiah for line in activity.budget_lines.all())
    percent = 100 if is_whole else 45
    report = doing.Report(
        percent,
        round(total * (0.93 if is_whole else 0.4)),
        FundSource.APBD,
        "Terlaksana per gugus." if is_whole else "Dua gugus lagi menunggu jadwal.",
    )
    doing.report_progress(actor=quality, activity=activity, report=report, at=at)
