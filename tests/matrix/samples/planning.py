from __future__ import annotations

import datetime as dt
from dataclasses import asdict

from factories.findings import FindingFactory, national_standards
from factories.peers import KIND, NODE, empty_pool
from matrix.policy import SIGNED_IN, Outcome, of, unit
from matrix.world import AT, TODAY, TREE, relation

from sakaguru.evidence.models import Proof
from sakaguru.evidence.permissions import ADD_EVIDENCE
from sakaguru.findings.models import Finding
from sakaguru.followup.models import ActionPoint
from sakaguru.organisations.enums import Role
from sakaguru.planning.adapters.pools import packed
from sakaguru.planning.adapters.shipped import approval_chain
from sakaguru.planning.enums import Decision
from sakaguru.planning.models import (
    Activity,
    ActivityStep,
    Choice,
    Lesson,
    OwnStandard,
    PeerComparison,
    PeerPool,
    Plan,
    Signing,
    Target,
)
from sakaguru.planning.permissions import (
    AGREE_PLAN,
    APPROVE_PLAN,
    CARRY_OUT,
    COMMENT_PLAN,
    DETERMINE_PLAN,
    DRAFT_PLAN,
    OFFER_LESSON,
    RECORD_AGREEMENT,
    STEER_PLAN,
    VIEW_DRAFT,
    VIEW_PLAN,
)
from sakaguru.planning.queries.candidates import candidates_of

YEAR = dt.timedelta(days=365)


def plant(world):
    for key in TREE:
        for state in ("draft", "approved"):
            plant_plan(world, key, state)
        plant_choice(world, key)
        plant_plans_in_turn(world, key)
    plant_computed(world)
    for thing in world.things["finding"]:
        gap = Finding.objects.get(pk=thing.kwargs["pk"])
        if gap.is_gap and gap.is_open:
            world.put("gap", thing.unit, thing.state, pk=gap.pk)
    world.missing |= {
        "plan": {"pk": 0},
        "plan in turn": {"pk": 0},
        "plan lesson": {"pk": 0, "lesson_id": 0, "choice": "pakai"},
        "plan target": {"pk": 0, "target_id": 0},
        "activity": {"pk": 0},
        "thread": {"thread": "00000000-0000-4000-8000-000000000000"},
        "part": {"pk": 0, "part": "langkah", "part_id": 0},
        "gap": {"pk": 0},
        "plan sheet": {"pk": 0, "kind": "rkt"},
        "alike": {"pk": 0, "comparison_id": 0},
        "own standard": {"pk": 0},
        "choice": {"pk": 0, "choice_id": 0, "variant": "best"},
    }


def plant_plan(world, key, state):
    rules = READ if state == "approved" else (VIEW_DRAFT,)

    def secret(what):
        return world.secret(f"{what} of a plan ({state})", key, *rules)

    plan = Plan.objects.create(
        organisation=world.units[key],
        kind="rkt",
        title=secret("title"),
        starts_on=TODAY,
        ends_on=TODAY + YEAR,
        vision=secret("vision"),
        ceiling_rupiah=10_000_000,
        opened_at=AT,
        opened_by=world.users[key],
    )
    activity = Activity.objects.create(
        plan=plan,
        title=secret("title of an activity"),
        detail=secret("detail of an activity"),
        place=secret("place of an activity"),
        starts_on=TODAY,
        ends_on=TODAY + YEAR,
        owner=world.users[key],
    )
    step = ActivityStep.objects.create(
        activity=activity,
        title=secret("step of an activity"),
        starts_on=TODAY,
        ends_on=TODAY + YEAR,
    )
    lesson = Lesson.objects.create(
        organisation=world.units[key], text="Mulai lebih awal.", offered_at=AT
    )
    node = world.kept["framework", "N", "published"].nodes.get(code="1.1.1")
    target = Target.objects.create(plan=plan, node=node, baseline=3.0, expected=4.0)
    if state == "approved":
        Plan.objects.filter(pk=plan.pk).update(state="approved", approved_at=AT)
    world.put("plan", key, state, pk=plan.pk)
    world.put("plan sheet", key, state, pk=plan.pk, kind="rkt")
    choice = {"pk": plan.pk, "lesson_id": lesson.pk, "choice": "pakai"}
    world.put("plan lesson", key, state, **choice)
    world.put("plan target", key, state, pk=plan.pk, target_id=target.pk)
    Proof.objects.create(
        evidence_id=world.find("evidence", key, "in use").kwargs["pk"],
        source="planning",
        source_key=activity.key,
        label=activity.title if state == "approved" else "Kegiatan",
        linked_at=AT,
    )
    point = world.find("point", key, "new").kwargs["pk"]
    ActionPoint.objects.filter(pk=point).update(
        source="planning", source_key=activity.key
    )
    world.put("activity", key, state, pk=activity.pk)
    world.put("thread", key, state, thread=activity.thread)
    part = {"pk": activity.pk, "part": "langkah", "part_id": step.pk}
    world.put("part", key, state, **part)


def plant_choice(world, key):
    """What the money buys, of the draft."""
    plan = Plan.objects.get(pk=world.find("plan", key, "draft").kwargs["pk"])
    candidates = [asdict(each) for each in candidates_of(plan)]
    chosen = [each["key"] for each in candidates]
    answer = {"ceiling": 1_000_000, "favour": 0, "chosen": chosen, "left_out": []}
    answer |= {"cost": 0, "expected": 0.0}
    choice = Choice.objects.create(
        plan=plan,
        ceiling_rupiah=1_000_000,
        candidates=candidates,
        answers={"best": answer},
        asked_at=AT,
        solved_at=AT,
    )
    told = {"pk": plan.pk, "choice_id": choice.pk, "variant": "best"}
    world.put("choice", key, "draft", **told)


def chain_of(key):
    tier = TREE[key][1]
    return approval_chain("rkt" if tier == SCHOOL else "programme", tier)


def plant_plans_in_turn(world, key):
    """A submitted plan that waits on each step of its unit's order of approval."""
    chain = chain_of(key)
    for place, waiting in enumerate(chain):
        plan = Plan.objects.create(
            organisation=world.units[key],
            kind="rkt" if TREE[key][1] == SCHOOL else "programme",
            title=world.secret("title of a submitted plan", key, *READ),
            starts_on=TODAY,
            ends_on=TODAY + YEAR,
            opened_at=AT,
            state="submitted",
            submitted_at=AT,
            round=1,
        )
        for position, step in enumerate(chain):
            is_done = position < place
            Signing.objects.create(
                plan=plan,
                round=1,
                position=position,
                decision=Decision.AGREED if is_done else Decision.WAITING,
                at=AT if is_done else None,
                **step._asdict(),
            )
        world.put("plan in turn", key, waiting.step, pk=plan.pk)


def plant_computed(world):
    """What schools alike did about a gap; standards that units set themselves."""
    framework = national_standards()
    node = framework.nodes.get(code=NODE)
    pool = PeerPool.objects.create(
        framework=framework.framework,
        node_code=NODE,
        kind_key=KIND,
        done=0,
        others=0,
        body=packed(empty_pool()),
        made_at=AT,
    )
    for key, here in world.units.items():
        finding = FindingFactory(organisation=here, node=node)
        said = PeerComparison.objects.create(
            organisation=here,
            pool=pool,
            found="unproven",
            n_done=9,
            n_not=9,
            points=0.1,
            low=-0.2,
            high=0.4,
            change_done=0.3,
            change_not=0.2,
            computed_at=AT,
        )
        alike = {"pk": finding.pk, "comparison_id": said.pk}
        world.put("alike", key, "open", **alike)
        standard = OwnStandard.objects.create(
            organisation=here,
            node=node,
            floor=4.0,
            measured=5.0,
            expected=5.5,
            proposed_at=AT,
        )
        world.put("own standard", key, "proposed", pk=standard.pk)


SCHOOL = 6
READ = (VIEW_PLAN, VIEW_DRAFT)


def read(person, thing):
    if thing.state == "draft":
        return person.reached_by(VIEW_DRAFT, thing.unit)
    return any(person.reached_by(rule, thing.unit) for rule in READ)


def gap(person, thing):
    """Who reads plans here, and the gap itself."""
    from matrix.samples.findings import read as read_finding

    return read_finding(person, thing) and person.reached_by(VIEW_PLAN, thing.unit)


def plan(*may, kind="plan", **more):
    return of(kind, read, may=may, **more)


def in_turn(person, thing):
    """Whether the step that waits is this person's, told by the tree."""
    step = next(each for each in chain_of(thing.unit) if each.step == thing.state)
    if step.act == "agree":
        return person.reached_by(AGREE_PLAN, thing.unit)
    for where, roles in person.standings:
        mine = set(step.roles) & roles
        if step.act == "determine":
            if mine and where == thing.unit:
                return person.reached_by(DETERMINE_PLAN, thing.unit)
        elif mine and relation(where, thing.unit) in {"own", "descendant"}:
            is_above = where != thing.unit and TREE[where][1] in step.tiers
            if is_above or Role.SUPERVISOR in mine:
                return person.reached_by(APPROVE_PLAN, thing.unit)
    return False


def for_the_committee(person, thing):
    is_waiting = thing.state == "committee"
    return is_waiting and person.reached_by(RECORD_AGREEMENT, thing.unit)


def decision(verb):
    """A decision: of whoever has the turn, or from the minutes of a committee."""
    said = {f"{verb}-remark": "BA 7/2026", f"{verb}-on_behalf_of": "Ketua komite"}
    may = (in_turn, for_the_committee)
    return of("plan in turn", read, may=may, data=lambda _world, _thing: said)


def of_unit(*may):
    return unit(VIEW_PLAN, may=may)


ROWS = {
    "planning:plan-home": SIGNED_IN,
    "planning:plan-detail": plan(),
    "planning:plan-changes": plan(then=Outcome.UNKNOWN),
    "planning:outline-form": plan(STEER_PLAN),
    "planning:outline-save": plan(STEER_PLAN),
    "planning:activity-form": plan(DRAFT_PLAN),
    "planning:activity-add": plan(DRAFT_PLAN),
    "planning:target-remove": plan(DRAFT_PLAN, kind="plan target"),
    "planning:lesson-decide": plan(DRAFT_PLAN, kind="plan lesson"),
    "planning:plan-step": plan(
        verbs={
            "ajukan": plan(STEER_PLAN),
            "tarik": plan(STEER_PLAN),
            "batalkan": plan(STEER_PLAN),
            "revisi": plan(STEER_PLAN),
            "sasaran": plan(DRAFT_PLAN),
            "komentar": plan(COMMENT_PLAN),
            "pelajaran": plan(OFFER_LESSON),
            "setujui": decision("setujui"),
            "kembalikan": decision("kembalikan"),
            "catat-setuju": decision("catat-setuju"),
            "catat-kembali": decision("catat-kembali"),
        }
    ),
    "planning:activity-detail": plan(kind="activity"),
    "planning:activity-thread": plan(kind="thread"),
    "planning:activity-edit": plan(DRAFT_PLAN, kind="activity"),
    "planning:activity-change": plan(DRAFT_PLAN, kind="activity"),
    "planning:part-step": plan(
        kind="part",
        verbs={
            "hapus": plan(DRAFT_PLAN, kind="part"),
            "selesai": plan(CARRY_OUT, kind="part"),
            "belum": plan(CARRY_OUT, kind="part"),
        },
    ),
    "planning:activity-step": plan(
        kind="activity",
        verbs={
            "langkah": plan(DRAFT_PLAN, kind="activity"),
            "anggaran": plan(DRAFT_PLAN, kind="activity"),
            "hapus": plan(DRAFT_PLAN, kind="activity"),
            "komentar": plan(COMMENT_PLAN, kind="activity"),
            "mulai": plan(CARRY_OUT, kind="activity"),
            "lapor": plan(CARRY_OUT, kind="activity"),
            "selesai": plan(CARRY_OUT, kind="activity"),
            "bukti": plan(ADD_EVIDENCE, kind="activity"),
        },
    ),
    "planning:gap-detail": of("gap", gap),
    "planning:remedy-take": of("gap", gap, may=DRAFT_PLAN),
    "planning:alike-block": of("gap", gap),
    "planning:alike-schools": of("alike", gap),
    "planning:choose": plan(),
    "planning:choice-ask": plan(DRAFT_PLAN),
    "planning:choice-rehearsal": plan(DRAFT_PLAN, kind="choice"),
    "planning:choice-apply": plan(DRAFT_PLAN, kind="choice"),
    "planning:plan-effects": plan(),
    "planning:effect-block": plan(kind="activity"),
    "planning:standard-decide": of("own standard", *READ, may=STEER_PLAN),
    "planning:plan-calendar": plan(),
    "planning:plan-sheet": plan(kind="plan sheet"),
    "planning:plan-paper": plan(),
    "planning:proposal-paper": plan(),
    "planning:invite-rehearsal": plan(DRAFT_PLAN, kind="activity"),
    "planning:invite-all": plan(DRAFT_PLAN, kind="activity"),
    "planning:report-to-plan": of_unit(),
    "planning:plan-list": of_unit(),
    "planning:plan-form": of_unit(STEER_PLAN),
    "planning:plan-open": of_unit(STEER_PLAN),
}
