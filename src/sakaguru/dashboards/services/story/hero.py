"""The ring of one school, step by step, through the services."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile

from sakaguru.dashboards.logic import story
from sakaguru.dashboards.logic.cast import DOMAIN, MAILBOX, PLACE
from sakaguru.dashboards.logic.story_plans import BY_NODE
from sakaguru.dashboards.services.story.people import acting
from sakaguru.dashboards.services.story.plans import LONG, STEPS
from sakaguru.dashboards.services.story.rounds import moment
from sakaguru.evidence.services.evidence import (
    Particulars,
    Proven,
    accept_evidence,
    add_evidence,
)
from sakaguru.findings.models import Finding
from sakaguru.findings.queries.remedies import branch_of
from sakaguru.findings.services.causes import add_own_cause, choose_cause
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Membership
from sakaguru.planning.enums import (
    SOURCE,
    FundSource,
    Idea,
    LessonChoice,
    PlanKind,
    StandardState,
    Strength,
)
from sakaguru.planning.models import Activity, Lesson, OwnStandard
from sakaguru.planning.services import activities, approval, doing, lessons, money
from sakaguru.planning.services import plans as planning
from sakaguru.planning.services.ends import address_of
from sakaguru.planning.services.money import LineSketch
from sakaguru.planning.services.points import open_points
from sakaguru.planning.services.standards import decide_standard

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.accounts.models import User
    from sakaguru.core.access import Actor
    from sakaguru.dashboards.services.story.rounds import Play
    from sakaguru.findings.models import Cause
    from sakaguru.organisations.models import Organisation
    from sakaguru.planning.models import Plan

WHYS = (
    "Guru menulis kegiatan, bukan tujuan belajar, pada rencana pembelajaran.",
    "Contoh rencana lama disalin dari tahun ke tahun.",
    "Belum pernah ada waktu bersama untuk menyusun tujuan yang terukur.",
    "Rapat guru habis untuk urusan administrasi.",
    "Jadwal sekolah tidak menyediakan jam tetap untuk belajar bersama guru.",
)
MOST = 4
DONE, CHECKED, UNDER_WAY, BEGUN = "verified", "done", "running", "planned"
THIS_YEAR = (DONE, CHECKED, UNDER_WAY, BEGUN)


@dataclass(frozen=True)
class Family:
    """The people around the school, each acting in their one role."""

    head: Actor
    team: Actor
    committee: Actor
    supervisor: Actor
    people: dict[int, User]

    def user(self, actor: Actor) -> User:
        return self.people[actor.user_id or 0]


def family_of(play: Play) -> Family:
    stage = play.stage
    parts = [
        (stage.school, Role.HEAD),
        (stage.school, Role.QUALITY_TEAM),
        (stage.school, Role.COMMITTEE),
        (stage.area, Role.SUPERVISOR),
    ]
    found = [_member(unit, role) for unit, role in parts]
    people = {m.user_id: m.user for m in found}
    head, team, committee, supervisor = (acting(m) for m in found)
    return Family(head, team, committee, supervisor, people)


def _member(unit: Organisation, role: Role) -> Membership:
    """Somebody of the cast; beside them every school has a head of its own."""
    email = f"{MAILBOX[role]}.{PLACE[Tier(unit.tier)]}@{DOMAIN}"
    rows = Membership.objects.select_related("organisation", "user")
    return rows.get(organisation=unit, role=role, user__email=email)


def play_year(play: Play, *, begun: date, today: date) -> Plan:
    """Explain gaps, plan with the committee, carry out with evidence."""
    family = family_of(play)
    is_past = begun + timedelta(LONG) <= today
    gaps = _gaps(play)
    _settle_what_was_measured(play, begun)
    plan = _open(play, family, begun)
    made = [_add(family, plan, gap, place, begun) for place, gap in enumerate(gaps)]
    _answer_lessons(family, plan, begun)
    _decide(family, plan, begun)
    for place, activity in enumerate(made):
        fate = DONE if is_past else THIS_YEAR[place % len(THIS_YEAR)]
        _carry_out(play, family, activity, fate, today)
    return plan


def _gaps(play: Play) -> list[Finding]:
    """The school's gaps, those first about which others act too.

    Only those with a way that was not tried before: what did not help is not repeated.
    """
    tried = _tried(play.stage.school)
    rows = Finding.objects.open_gaps().filter(organisation=play.stage.school)
    found = list(rows.select_related("node__version__framework", "organisation"))
    found = [gap for gap in found if _untried(gap, tried)]
    order = list(BY_NODE)
    found.sort(
        key=lambda gap: (
            order.index(gap.node.code) if gap.node.code in order else len(order),
            -gap.severity,
            gap.pk,
        )
    )
    return found[:MOST]


def _tried(school: Organisation) -> set[str]:
    rows = Activity.objects.filter(plan__organisation=school).exclude(kind_key="")
    return set(rows.values_list("kind_key", flat=True))


def _untried(gap: Finding, tried: set[str]) -> list[Any]:
    return [one for one in branch_of(gap.node).remedies if one.key not in tried]


def _open(play: Play, family: Family, begun: date) -> Plan:
    label = story.school_year(begun)
    return planning.open_plan(
        actor=family.head,
        organisation=play.stage.school,
        outline=planning.Outline(
            kind=PlanKind.RKT,
            title=f"Rencana Kerja Tahunan {begun.year}",
            starts_on=begun,
            ends_on=begun + timedelta(LONG - 1),
            school_year=label,
            budget_year=begun.year,
            ceiling_rupiah=24_000_000,
            vision="Sekolah yang membuat setiap murid senang belajar.",
            mission="Belajar dari data, memperbaiki bersama, melibatkan keluarga.",
            goals="Celah terbesar pada rapor mutu menyempit dalam satu tahun.",
        ),
        at=moment(begun - timedelta(12)),
    )


def _add(family: Family, plan: Plan, gap: Finding, place: int, begun: date) -> Activity:
    remedy = _untried(gap, _tried(plan.organisation))[0]
    at = moment(begun - timedelta(11), 9 + place)
    starts = begun + timedelta(14 + 56 * place)
    owner = family.head if place % 2 else family.team
    activity = activities.add_activity(
        actor=family.team,
        plan=plan,
        sketch=activities.Sketch(
            title=remedy.activity["id"],
            finding=gap,
            cause=_explain(family, gap, place, begun),
            starts_on=starts,
            ends_on=starts + timedelta(weeks=max(remedy.weeks, 4), days=-1),
            idea=Idea.REMEDY,
            kind_key=remedy.key,
            strength=Strength.PRACTICE,
            owner=family.user(owner),
            verifier=family.user(family.supervisor),
            place="Sekolah",
            participants="Semua guru",
            evidence_asked=list(remedy.evidence),
            expected_points=0.6,
            component=remedy.component[0],
            program=remedy.program[0],
        ),
        at=at,
    )
    _detail(family, activity, place, begun)
    planning.set_target(
        actor=family.team,
        plan=plan,
        node=gap.node,
        expected=gap.target or 5.0,
        at=at,
    )
    return activity


def _explain(family: Family, gap: Finding, place: int, begun: date) -> Cause | None:
    at = moment(begun - timedelta(13))
    if gap.has_cause:
        return gap.causes.first()
    if place == 0:
        return add_own_cause(actor=family.team, finding=gap, whys=WHYS, at=at)
    causes = branch_of(gap.node).causes
    if not causes:
        return None
    return choose_cause(actor=family.team, finding=gap, tree_key=causes[0].key, at=at)


def _detail(family: Family, activity: Activity, place: int, begun: date) -> None:
    """Steps and money of an activity."""
    at, whole = moment(begun - timedelta(10)), activity.ends_on - activity.starts_on
    third = whole // len(STEPS)
    activities.add_steps(
        actor=family.team,
        activity=activity,
        steps=[
            activities.StepSketch(
                title,
                activity.starts_on + third * number,
                activity.starts_on + third * (number + 1),
            )
            for number, title in enumerate(STEPS)
        ],
        at=at,
    )
    money.add_lines(
        actor=family.team,
        activity=activity,
        lines=[
            LineSketch("Bahan dan alat", 2, "paket", 650_000 + 250_000 * place),
            LineSketch("Konsumsi peserta", 24, "orang", 18_000),
        ],
        at=at,
    )


def _answer_lessons(family: Family, plan: Plan, begun: date) -> None:
    """What the last year taught is taken up, one with another reason."""
    rows = Lesson.objects.filter(
        organisation=plan.organisation, choice=LessonChoice.OPEN
    )
    for place, lesson in enumerate(rows.order_by("pk")):
        taken = place != 1
        reason = "" if taken else "Tahun ini dana dan tenaga dipusatkan pada dua celah."
        lessons.decide_lesson(
            actor=family.team,
            lesson=lesson,
            plan=plan,
            is_taken=taken,
            reason=reason,
            at=moment(begun - timedelta(9)),
        )


def _settle_what_was_measured(play: Play, begun: date) -> None:
    """Where the standard was met, heads raise it; the last of them still wonders."""
    rows = OwnStandard.objects.filter(
        organisation__path__startswith=play.stage.district.path,
        state=StandardState.PROPOSED,
    ).order_by("organisation__code", "pk")
    standards = list(rows)
    for standard in standards[:-1] or standards:
        heads = Membership.objects.filter(
            organisation=standard.organisation_id, role=Role.HEAD
        )
        head = heads.select_related("organisation").order_by("pk")[0]
        decide_standard(
            actor=acting(head),
            standard=standard,
            is_accepted=True,
            reason="Sasaran nasional sudah tercapai; kita naikkan bersama.",
            at=moment(begun - timedelta(13), 13),
        )


def _decide(family: Family, plan: Plan, begun: date) -> None:
    """Committee, head and supervisor, in this order; then the register."""
    planning.comment_plan(
        actor=family.committee,
        plan=plan,
        text="Komite membantu tenaga untuk kegiatan di perpustakaan dan halaman.",
        at=moment(begun - timedelta(7)),
    )
    at = moment(begun - timedelta(6))
    approval.submit_plan(actor=family.head, plan=plan, at=at)
    remark = "Disepakati dalam rapat komite."
    for days, actor in (
        (4, family.committee),
        (3, family.head),
        (1, family.supervisor),
    ):
        at = moment(begun - timedelta(days))
        approval.decide_step(
            actor=actor, plan=plan, is_agreed=True, remark=remark, at=at
        )
        remark = ""
    open_points(plan_id=plan.pk, at=at)


def _carry_out(
    play: Play, family: Family, activity: Activity, fate: str, today: date
) -> None:
    """As far as the fate says, never later than today."""
    if fate == BEGUN:
        return
    owner = family.head if activity.owner_id == family.head.user_id else family.team
    activity.refresh_from_db()
    started = moment(min(activity.starts_on, today))
    doing.start_activity(actor=owner, activity=activity, at=started)
    steps = list(activity.steps.all())
    last = moment(min(activity.ends_on, today), 10)
    for step in steps[: 1 if fate == UNDER_WAY else len(steps)]:
        at = moment(min(step.ends_on, today), 10)
        doing.finish_step(actor=owner, step=step, at=at)
    _report(owner, activity, fate, last)
    if fate == UNDER_WAY:
        return
    _prove(play, family, activity, last)
    doing.finish_activity(
        actor=owner, activity=activity, text="Selesai, buktinya terlampir.", at=last
    )
    if fate == DONE:
        checked = moment(min(activity.ends_on + timedelta(4), today), 11)
        doing.verify_activity(
            actor=family.supervisor,
            activity=activity,
            is_accepted=True,
            text="Sudah dilihat di kelas.",
            at=checked,
        )
        play.done.setdefault(activity.node.code if activity.node else "", set()).add(
            play.stage.school.code
        )


def _report(owner: Actor, activity: Activity, fate: str, at: object) -> None:
    total = sum(line.total_rupiah for line in activity.budget_lines.all())
    part = 0.4 if fate == UNDER_WAY else 0.94
    doing.report_progress(
        actor=owner,
        activity=activity,
        report=doing.Report(
            35 if fate == UNDER_WAY else 100,
            round(total * part),
            FundSource.BOS,
            "Guru menyusun bersama; dua kelas sudah mencoba.",
        ),
        at=at,  # type: ignore[arg-type]
    )


def _prove(play: Play, family: Family, activity: Activity, at: object) -> None:
    """One photo for all that was asked, seen by the supervisor."""
    proves = Proven(SOURCE, activity.key, activity.title, address_of(activity))
    evidence = add_evidence(
        actor=family.team,
        organisation=play.stage.school,
        file=SimpleUploadedFile("bukti.jpg", picture(activity.pk), "image/jpeg"),
        particulars=Particulars(f"Foto: {activity.title}"[:120], activity.starts_on),
        proves=[proves],
        at=at,  # type: ignore[arg-type]
    )
    accept_evidence(actor=family.supervisor, evidence=evidence, at=at)  # type: ignore[arg-type]


def picture(number: int) -> bytes:
    """A plain invented picture, another one for each number."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 -- only the story draws

    shade = (60 + number * 37 % 150, 110 + number * 53 % 110, 120)
    image = Image.new("RGB", (640, 420), shade)
    draw = ImageDraw.Draw(image)
    draw.rectangle((40, 60, 600, 340), outline="white", width=6)
    draw.text((60, 80), f"Gambar contoh {number}", fill="white")
    kept = BytesIO()
    image.save(kept, "JPEG", quality=70)
    return kept.getvalue()
