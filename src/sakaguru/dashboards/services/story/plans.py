"""Let the schools of the story plan and act for a year, all but the hero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sakaguru.core.access import SYSTEM
from sakaguru.dashboards.logic import story
from sakaguru.dashboards.logic.story_plans import (
    BY_NODE,
    Fate,
    Kind,
    chance_of,
    chosen_kinds,
    fate_of,
)
from sakaguru.dashboards.services.story.rounds import moment
from sakaguru.findings.enums import CauseKind
from sakaguru.findings.models import Cause, Finding, FindingAction
from sakaguru.findings.queries.remedies import branch_of
from sakaguru.findings.services.bulk import settle_in_bulk
from sakaguru.followup.enums import PointState
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.services.bulk import open_in_bulk
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership
from sakaguru.planning.enums import SOURCE, FundSource, Idea, PlanKind, Strength
from sakaguru.planning.models import (
    Activity,
    ActivityStep,
    BudgetLine,
    Plan,
    Progress,
    Target,
)
from sakaguru.planning.services.bulk import (
    Signed,
    TakenActivity,
    TakenPlan,
    take_over_plans,
)
from sakaguru.planning.services.ends import address_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sakaguru.dashboards.services.story.rounds import Play
    from sakaguru.organisations.models import Organisation
    from sakaguru.scoring.models import ScoreRun

PLANNED_AFTER = 35
"""Days after the end of a round on which the year of plans begins."""

LONG = 364
STEPS = ("Persiapan dan pembagian tugas", "Pelaksanaan", "Menilai hasil bersama")
POINTS = {
    "verified": PointState.DONE,
    "done": PointState.AWAITING_CHECK,
    "running": PointState.IN_PROGRESS,
    "planned": PointState.AGREED,
    "cancelled": PointState.DROPPED,
}


@dataclass(frozen=True)
class Year:
    """A year of plans after a run: when it began, and what is known in it."""

    run: ScoreRun
    begun: date
    today: date
    heads: dict[int, int]
    checker: int
    remedies: dict[str, Any]

    @property
    def is_past(self) -> bool:
        return self.begun + timedelta(LONG) <= self.today

    @property
    def ends_on(self) -> date:
        return self.begun + timedelta(LONG - 1)


def begins_on(closed_on: date) -> date:
    return closed_on + timedelta(PLANNED_AFTER)


def play_year(play: Play, run: ScoreRun, *, begun: date, today: date) -> int:
    """Plans of the schools for a year; gives their number."""
    gaps = _gaps(play)
    remedies = _remedies(gaps)
    year = Year(run, begun, today, _heads(play), _checker(play), remedies)
    taken: list[TakenPlan] = []
    for school in play.schools:
        found = gaps.get(school.pk, {})
        kinds = [
            kind
            for kind in chosen_kinds(school.code, begun.year, set(found))
            if kind.key in remedies
            and school.code not in play.done.get(kind.node, set())
        ]
        if kinds and school.pk != play.stage.school.pk:
            taken.append(_plan(year, school, kinds, found))
            _remember(play, year, school, kinds)
    _keep(play, year, taken)
    return len(taken)


def _gaps(play: Play) -> dict[int, dict[str, Finding]]:
    """Open gaps of the schools on the nodes of the story, by school and node."""
    rows = Finding.objects.open_gaps().filter(
        organisation__path__startswith=play.stage.district.path,
        node__code__in=BY_NODE,
    )
    found: dict[int, dict[str, Finding]] = {}
    for row in rows.select_related("node__version__framework").order_by("pk"):
        found.setdefault(row.organisation_id, {})[row.node.code] = row
    return found


def _remedies(gaps: dict[int, dict[str, Finding]]) -> dict[str, Any]:
    nodes = {code: f.node for row in gaps.values() for code, f in row.items()}
    return {
        remedy.key: remedy
        for node in nodes.values()
        for remedy in branch_of(node).remedies
    }


def _heads(play: Play) -> dict[int, int]:
    rows = Membership.objects.filter(
        organisation__path__startswith=play.stage.district.path, role=Role.HEAD
    )
    return dict(rows.values_list("organisation_id", "user_id"))


def _checker(play: Play) -> int:
    found = play.actor.user_id
    assert found is not None  # noqa: S101 -- the story is played by a person
    return found


def _remember(play: Play, year: Year, school: Organisation, kinds: list[Kind]) -> None:
    for place, kind in enumerate(kinds):
        fate = fate_of(school.code, year.begun.year, place, is_past=year.is_past)
        if fate.state in {"verified", "done"}:
            play.done.setdefault(kind.node, set()).add(school.code)


def _plan(
    year: Year, school: Organisation, kinds: list[Kind], gaps: dict[str, Finding]
) -> TakenPlan:
    begun, head = year.begun, year.heads.get(school.pk)
    label = story.school_year(begun)
    plan = Plan(
        organisation=school,
        kind=PlanKind.RKT,
        title=f"Rencana Kerja Tahunan {begun.year}",
        number=f"RKT/{school.code}/{label.replace('/', '-')}/1",
        starts_on=begun,
        ends_on=year.ends_on,
        school_year=label,
        budget_year=begun.year,
        ceiling_rupiah=sum(kind.rupiah for kind in kinds) + 2_000_000,
        round=1,
        run=year.run,
        opened_at=moment(begun - timedelta(12)),
        opened_by_id=head,
        submitted_at=moment(begun - timedelta(6)),
    )
    return TakenPlan(
        plan,
        [
            _activity(year, plan, place, kind, gaps[kind.node])
            for place, kind in enumerate(kinds)
        ],
        [_target(plan, gaps[kind.node]) for kind in kinds],
        _signed(head, year),
        moment(begun - timedelta(1)),
    )


def _target(plan: Plan, gap: Finding) -> Target:
    expected = gap.target or 5.0
    return Target(plan=plan, node=gap.node, baseline=gap.score, expected=expected)


def _signed(head: int | None, year: Year) -> list[Signed]:
    day = year.begun - timedelta(4)
    minutes = f"Berita acara rapat komite, {day:%d-%m-%Y}"
    return [
        Signed(head, moment(day), "Ketua komite sekolah (contoh)", minutes),
        Signed(head, moment(day + timedelta(1))),
        Signed(year.checker, moment(day + timedelta(3))),
    ]


def _activity(
    year: Year, plan: Plan, place: int, kind: Kind, gap: Finding
) -> TakenActivity:
    code = plan.organisation.code
    fate = fate_of(code, year.begun.year, place, is_past=year.is_past)
    remedy = year.remedies[kind.key]
    ends_on = fate.ends_on(year.begun)
    is_done = fate.state in {"verified", "done"}
    activity = Activity(
        plan=plan,
        position=place + 1,
        finding=gap,
        node=gap.node,
        idea=Idea.REMEDY,
        kind_key=kind.key,
        strength=Strength.PRACTICE,
        title=remedy.activity["id"][:200],
        owner_id=year.heads.get(plan.organisation_id),
        verifier_id=year.checker,
        starts_on=fate.starts_on(year.begun),
        ends_on=ends_on,
        evidence_asked=list(remedy.evidence),
        component=remedy.component[0],
        program=remedy.program[0],
        state=fate.state,
        done_on=min(ends_on, year.today) if is_done else None,
    )
    return TakenActivity(
        activity,
        list(_steps(activity, year)),
        list(_lines(activity, kind)),
        list(_reports(activity, kind, fate, year)),
    )


def _steps(activity: Activity, year: Year) -> Iterator[ActivityStep]:
    whole = (activity.ends_on - activity.starts_on).days + 1
    for place, title in enumerate(STEPS):
        starts = activity.starts_on + timedelta(whole * place // len(STEPS))
        ends = activity.starts_on + timedelta(whole * (place + 1) // len(STEPS) - 1)
        over = activity.done_on is not None or (
            activity.state == "running" and place == 0
        )
        yield ActivityStep(
            activity=activity,
            position=place + 1,
            title=title,
            starts_on=starts,
            ends_on=ends,
            done_on=min(ends, year.today) if over else None,
        )


def _lines(activity: Activity, kind: Kind) -> Iterator[BudgetLine]:
    parts = (("Bahan dan alat", 0.6), ("Konsumsi peserta", 0.25), ("Transpor", 0.15))
    for place, (words, part) in enumerate(parts if kind.rupiah else ()):
        yield BudgetLine(
            activity=activity,
            position=place + 1,
            description=words,
            volume=1,
            unit="paket",
            unit_price_rupiah=round(kind.rupiah * part),
            month=activity.starts_on.month,
            source=FundSource.BOS,
        )


def _reports(
    activity: Activity, kind: Kind, fate: Fate, year: Year
) -> Iterator[Progress]:
    if not fate.percent:
        return
    half = activity.starts_on + timedelta(weeks=fate.weeks) // 2
    yield Progress(
        activity=activity,
        percent=fate.percent,
        spent_rupiah=round(kind.rupiah * fate.spent_share),
        source=FundSource.BOS if kind.rupiah else FundSource.NONE,
        note="Berjalan sesuai langkahnya." if fate.percent == 100 else "Baru sebagian.",  # noqa: PLR2004
        at=moment(min(activity.done_on or half, year.today)),
        by_id=activity.owner_id,
    )


def _keep(play: Play, year: Year, taken: list[TakenPlan]) -> None:
    """Write plans, causes and answers of findings, and points of the register."""
    district, at = play.stage.district, moment(year.begun - timedelta(1))
    take_over_plans(actor=SYSTEM, owner=district, plans=taken, at=at)
    activities = [part.activity for one in taken for part in one.activities]
    settle_in_bulk(
        actor=SYSTEM,
        owner=district,
        causes=[
            row for each in activities if (row := _cause(each, year, at)) is not None
        ],
        actions=[_answer(each, at) for each in activities if each.state != "cancelled"],
        at=at,
    )
    points = [_point(each, year, at) for each in activities]
    open_in_bulk(actor=SYSTEM, owner=district, points=points)


def _cause(activity: Activity, year: Year, at: datetime) -> Cause | None:
    gap = activity.finding
    if gap is None or gap.has_cause:
        return None
    causes = branch_of(gap.node).causes
    chance = chance_of(gap.organisation_id, gap.node.code, "cause")
    cause = chance.choice(causes)
    return Cause(
        finding=gap,
        kind=CauseKind.FROM_TREE,
        tree_key=cause.key,
        text=cause.text,
        added_at=at,
        added_by_id=year.heads.get(gap.organisation_id),
    )


def _answer(activity: Activity, at: datetime) -> FindingAction:
    assert activity.finding is not None  # noqa: S101 -- each answers a gap
    return FindingAction(
        finding=activity.finding,
        source=SOURCE,
        source_key=activity.key,
        label=activity.title,
        address=address_of(activity),
        has_owner=True,
        noted_at=at,
    )


def _point(activity: Activity, year: Year, at: datetime) -> ActionPoint:
    state = POINTS[activity.state]
    over: Any = None
    if state in {PointState.DONE, PointState.DROPPED}:
        over = moment(min(activity.done_on or activity.ends_on, year.today), 14)
    return ActionPoint(
        owner=activity.plan.organisation,
        owner_person_id=activity.owner_id,
        verifier_id=activity.verifier_id,
        title=activity.title,
        source=SOURCE,
        source_key=activity.key,
        source_label=f"Kegiatan: {activity.title}"[:200],
        source_address=address_of(activity),
        due_on=activity.ends_on,
        first_due_on=activity.ends_on,
        state=state,
        opened_at=at,
        opened_by_id=None,
        finished_at=over,
    )
