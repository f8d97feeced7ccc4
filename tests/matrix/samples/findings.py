from __future__ import annotations

from factories.findings import FindingFactory
from matrix.policy import SIGNED_IN, of, unit
from matrix.world import AT, TREE

from sakaguru.findings.models import Cause, Sign
from sakaguru.findings.permissions import (
    DECIDE_FINDING,
    EXPLAIN_FINDING,
    RECORD_FINDING,
    VIEW_FINDING,
    VIEW_OWN_FINDING_FIRST,
)
from sakaguru.followup.permissions import ASK_FOR_HELP, OPEN_POINT


def plant(world):
    node = world.kept["framework", "N", "published"].nodes.get(code="1.1.1")
    for key in TREE:
        for state in ("open", "not yet shared", "withdrawn"):
            rules = SHARED if state != "not yet shared" else (VIEW_OWN_FINDING_FIRST,)
            plant_finding(world, key, state, rules, node)
    world.missing |= {"finding": {"pk": 0}, "cause": {"pk": 0, "cause_id": 0}}


def plant_finding(world, key, state, rules, node):
    def secret(what):
        return world.secret(f"{what} of a finding ({state})", key, *rules)

    made = FindingFactory(
        organisation=world.units[key],
        node=other_node(node) if state == "not yet shared" else node,
        text=secret("text"),
        kind="gap" if state != "withdrawn" else "practice",
        is_shared=state != "not yet shared",
        state="withdrawn" if state == "withdrawn" else "open",
        place_reason=secret("reason for the place"),
        closed_at=AT if state == "withdrawn" else None,
        closed_why=secret("why closed") if state == "withdrawn" else "",
    )
    text = secret("cause")
    cause = Cause.objects.create(
        finding=made,
        kind="own",
        text={"id": text, "en": text},
        whys=[secret("why")],
        added_at=AT,
        added_by=world.users[key],
    )
    said = world.secret(f"unshared sign ({state})", key, VIEW_OWN_FINDING_FIRST)
    Sign.objects.create(
        finding=made,
        origin="by_hand",
        severity=2,
        sentence={"id": said, "en": said},
        is_shared=False,
        seen_at=AT,
    )
    world.put("finding", key, state, pk=made.pk)
    world.put("cause", key, state, pk=made.pk, cause_id=cause.pk)


def other_node(node):
    """A unit has one open gap on a node."""
    return node.version.nodes.get(code="1.1.2")


SHARED = (VIEW_FINDING, VIEW_OWN_FINDING_FIRST)


def read(person, thing):
    if thing.state == "not yet shared":
        return person.reached_by(VIEW_OWN_FINDING_FIRST, thing.unit)
    return any(person.reached_by(rule, thing.unit) for rule in SHARED)


def step(*may, **data):
    given = (lambda _world, _thing: data) if data else None
    return of("finding", read, may=may, data=given)


REASON = "Sudah dibahas dalam rapat dan ditunda."

ROWS = {
    "findings:own": SIGNED_IN,
    "findings:finding-detail": of("finding", read),
    "findings:cause-remove": of("cause", read, may=EXPLAIN_FINDING),
    "findings:finding-step": of(
        "finding",
        read,
        verbs={
            "pilih-sebab": step(EXPLAIN_FINDING, sebab="x"),
            "sebab": step(EXPLAIN_FINDING, **{"sebab-why_1": "Karena rak rusak."}),
            "tidak-ditindaklanjuti": step(DECIDE_FINDING, **{"tidak-reason": REASON}),
            "tutup": step(RECORD_FINDING, **{"tutup-reason": REASON}),
            "buka-lagi": step(DECIDE_FINDING, **{"buka-reason": REASON}),
            "urutkan": step(
                DECIDE_FINDING, **{"urutkan-place": 1, "urutkan-reason": REASON}
            ),
            "bantuan": step(
                ASK_FOR_HELP,
                **{"bantuan-title": "Dampingi", "bantuan-due_on": "2030-01-01"},
            ),
            "penanggung-jawab": step(
                OPEN_POINT,
                **{
                    "oleh-title": "Perbaiki",
                    "oleh-due_on": "2030-01-01",
                    "oleh-priority": 2,
                },
            ),
        },
    ),
    "findings:finding-list": unit(VIEW_FINDING),
    "findings:loose-ends": unit(VIEW_FINDING),
    "findings:finding-register": unit(VIEW_FINDING),
    "findings:finding-form": unit(VIEW_FINDING, may=RECORD_FINDING),
    "findings:finding-record": unit(VIEW_FINDING, may=RECORD_FINDING),
}
