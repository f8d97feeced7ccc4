"""Turn a published run into findings, by the rules in the data.

Doing it again changes nothing: a rule signs a finding once per run.
"""

from __future__ import annotations

import json
from math import isnan
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.core.models import AuditEvent
from sakaguru.findings.adapters.copying import (
    append_rows,
    append_rows_once,
    change_rows,
    next_keys,
)
from sakaguru.findings.adapters.shipped import shipped_rules
from sakaguru.findings.enums import FindingKind, FindingState, Origin
from sakaguru.findings.logic.measures import seen_in
from sakaguru.findings.logic.rules import RuleBook, seen
from sakaguru.findings.models import Finding, Sign
from sakaguru.findings.queries.measured import (
    rank_edges,
    regions_measured,
    schools_measured,
)
from sakaguru.scoring.enums import Audience, RunPurpose, RunState
from sakaguru.scoring.models import ScoreRun
from sakaguru.scoring.queries.frames import frame_of
from sakaguru.standards.models import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import datetime

    from sakaguru.findings.logic.measures import Block
    from sakaguru.findings.logic.rules import Seen

SCHOOLS_AT_ONCE = 1_000


class Batch(NamedTuple):
    """What is the same for every unit of a run."""

    run: ScoreRun
    book: RuleBook
    target: float
    nodes: dict[str, int]
    levels: int
    is_shared: bool
    at: datetime


def derive_findings(*, run_id: int, at: datetime) -> int:
    """Derive, share and close findings of a run that was published.

    The school's own team sees them first; once the run is open to the tree, so do
    units above, and regions get findings of their own. Returns how many findings the
    run signs. Runs that gather a whole cycle repeat their sources and are left out.
    """
    runs = ScoreRun.objects.select_related("owner", "framework_version__framework")
    run = runs.get(pk=run_id)
    if run.state != RunState.DONE or run.purpose != RunPurpose.CAMPAIGN:
        return 0
    if run.audience < Audience.SCHOOL:
        return 0
    if (done := _derived(run)) is not None:
        return done
    batch = _batch(run, at)
    edges = rank_edges(run, SCHOOLS_AT_ONCE)
    blocks = schools_measured(run, edges, SCHOOLS_AT_ONCE)
    signed = sum(_derive_schools(batch, block) for block in blocks)
    if batch.is_shared:
        signed += _derive_regions(batch)
    record(
        actor=SYSTEM,
        action="findings.derived",
        subject=run,
        at=at,
        path=run.owner.path,
        detail={"signed": signed, "audience": run.audience},
    )
    return signed


def _derived(run: ScoreRun) -> int | None:
    """How many it signed, if derived to the end while the same people could read it.

    Opening a run from the tree to everybody changes nothing for findings.
    """
    reached = min(run.audience, Audience.TREE)
    done = AuditEvent.objects.filter(
        action="findings.derived",
        subject_type=run._meta.label_lower,  # noqa: SLF001 -- Django's public name
        subject_id=str(run.pk),
        detail__audience__gte=reached,
    )
    return done.values_list("detail__signed", flat=True).first()


def _batch(run: ScoreRun, at: datetime) -> Batch:
    book = shipped_rules()
    bands = frame_of(run).bands
    nodes = Node.objects.filter(version=run.framework_version_id)
    return Batch(
        run=run,
        book=book,
        target=book.target(bands),
        nodes=dict(nodes.values_list("code", "pk")),
        levels=len(bands),
        is_shared=run.audience >= Audience.TREE,
        at=at,
    )


Key = tuple[int, str, str]
Wanted = dict[Key, list["Seen"]]


class Unit(NamedTuple):
    """What closing and renewing ask of a unit: its score and fifth on a node."""

    score: Callable[[str], float | None]
    fifth: Callable[[str], int | None]


def _derive_schools(batch: Batch, block: Block) -> int:
    wanted: Wanted = {}
    for row, one in seen_in(batch.book.school, block, batch.target):
        key = (block.schools[row], one.figures.code, one.rule.kind)
        wanted.setdefault(key, []).append(one)
    columns = {code: place for place, code in enumerate(block.codes)}
    units = {
        school: _school(block, columns, row) for row, school in enumerate(block.schools)
    }
    return _derive(batch, wanted, units)


def _school(block: Block, columns: dict[str, int], row: int) -> Unit:
    def score(code: str) -> float | None:
        found = float(block.scores[row, columns[code]]) if code in columns else None
        return None if found is None or isnan(found) else found

    def fifth(code: str) -> int | None:
        return int(block.fifths[row, columns[code]]) or None

    return Unit(score, fifth)


def _derive_regions(batch: Batch) -> int:
    measured = regions_measured(batch.run, batch.target)
    wanted: Wanted = {}
    for unit in measured:
        for one in seen(batch.book.region, unit.figures, batch.target):
            key = (unit.organisation_id, one.figures.code, one.rule.kind)
            wanted.setdefault(key, []).append(one)
    units = {u.organisation_id: Unit(u.scores.get, _unranked) for u in measured}
    return _derive(batch, wanted, units)


def _unranked(_code: str) -> None:
    return None


@transaction.atomic
def _derive(batch: Batch, wanted: Wanted, units: dict[int, Unit]) -> int:
    """Sign, update and close the findings of these units in one transaction."""
    open_ones = _lock_open(batch, units)
    newest = {pk: u for pk, u in units.items() if pk not in open_ones.overtaken}
    wanted = {key: signs for key, signs in wanted.items() if key[0] in newest}
    found = _upsert(batch, wanted, newest, open_ones.rows)
    _sign(batch, wanted, found)
    _close(batch, newest, open_ones.rows, set(wanted))
    return len(wanted)


class OpenRow(NamedTuple):
    """An open finding, as far as deriving asks."""

    pk: int
    organisation_id: int
    node_id: int
    kind: str
    severity: int
    is_shared: bool
    last_run_id: int | None
    text: str


class OpenOnes(NamedTuple):
    """Open findings of some units; ``overtaken`` have one of a newer run already."""

    rows: dict[Key, OpenRow]
    overtaken: set[int]


def _lock_open(batch: Batch, units: Collection[int]) -> OpenOnes:
    rows = Finding.objects.select_for_update().filter(
        organisation__in=list(units), state=FindingState.OPEN
    )
    found = [OpenRow(*row) for row in rows.values_list(*OpenRow._fields).order_by("pk")]
    codes = {pk: code for code, pk in batch.nodes.items()}
    newer = ScoreRun.objects.filter(
        pk__in={row.last_run_id for row in found}, data_on__gt=batch.run.data_on
    )
    later = set(newer.values_list("pk", flat=True))
    return OpenOnes(
        {
            (row.organisation_id, codes[row.node_id], row.kind): row
            for row in found
            if row.node_id in codes
        },
        {row.organisation_id for row in found if row.last_run_id in later},
    )


RENEWED = {
    "severity": "smallint",
    "is_shared": "boolean",
    "last_run_id": "bigint",
    "score": "float8",
    "target": "float8",
    "before": "float8",
    "level": "smallint",
    "levels": "smallint",
    "band": "smallint",
}
FRESH = (
    *("id", "organisation_id", "node_id", "kind", "found_at", "state", "text"),
    *("has_owner", "has_cause", "has_action", "place_reason", "closed_why"),
    *RENEWED,
)
SIGN = (
    *("finding_id", "origin", "rule", "run_id", "severity", "sentence"),
    *("is_shared", "seen_at", "address"),
)


def _upsert(
    batch: Batch, wanted: Wanted, units: dict[int, Unit], rows: dict[Key, OpenRow]
) -> dict[Key, int]:
    """Make the findings that are new, and renew the figures of those that stand.

    Gives the keys of all.
    """
    fresh = [key for key in wanted if key not in rows]
    keys = next_keys(Finding._meta.db_table, len(fresh))  # noqa: SLF001
    found = {key: rows[key].pk for key in wanted if key in rows}
    found |= dict(zip(fresh, keys, strict=True))
    append_rows(
        Finding._meta.db_table,  # noqa: SLF001
        FRESH,
        (
            [
                *(found[key], key[0], batch.nodes[key[1]], key[2]),
                *(batch.at, FindingState.OPEN.value, "", False, False, False, "", ""),
                *_renewed(batch, units[key[0]], wanted[key], None),
            ]
            for key in fresh
        ),
    )
    standing = [
        [rows[key].pk, *_renewed(batch, units[key[0]], signs, rows[key])]
        for key, signs in wanted.items()
        if key in rows and not (rows[key].is_shared and not batch.is_shared)
    ]
    change_rows(Finding._meta.db_table, RENEWED, standing)  # noqa: SLF001
    return found


def _renewed(
    batch: Batch, unit: Unit, signs: list[Seen], row: OpenRow | None
) -> list[Any]:
    """The figures of the run, in the order of `RENEWED`.

    Units above read a shared finding: until they may see the run, only a sign for the
    own team is added to it.
    """
    figures = signs[0].figures
    by_hand = row.severity if row and row.text else 0
    return [
        max(by_hand, *(one.severity for one in signs)),
        batch.is_shared or bool(row and row.is_shared),
        batch.run.pk,
        figures.score,
        batch.target,
        figures.before,
        figures.level,
        batch.levels,
        unit.fifth(figures.code),
    ]


def _sign(batch: Batch, wanted: Wanted, found: dict[Key, int]) -> None:
    append_rows_once(
        Sign._meta.db_table,  # noqa: SLF001 -- Django's public name
        SIGN,
        (
            [
                *(found[key], Origin.SCORES.value, one.rule.code, batch.run.pk),
                *(one.severity, json.dumps(one.sentence), batch.is_shared),
                *(batch.at, ""),
            ]
            for key, signs in wanted.items()
            for one in signs
        ),
    )
    if batch.is_shared:
        units = {key[0] for key in wanted}
        rows = Sign.objects.filter(finding__organisation__in=units, run=batch.run)
        rows.filter(is_shared=False).update(is_shared=True)


CLOSED = {
    "state": "text",
    "closed_at": "timestamptz",
    "closed_why": "text",
    "score": "float8",
}


def _close(
    batch: Batch, units: dict[int, Unit], rows: dict[Key, OpenRow], kept: set[Key]
) -> None:
    """Close what an earlier run found and this one measured otherwise.

    A gap is closed by a score that meets the target, not by falling out of the worst
    few; a strength, by being no longer among the best. What people recorded is left to
    people. What units above read is closed once they may read the run.
    """
    closed = []
    for key, row in rows.items():
        unit = units.get(key[0])
        unread = row.is_shared and not batch.is_shared
        if unit is None or key in kept or row.text or unread:
            continue
        score = unit.score(key[1])
        if row.last_run_id in {None, batch.run.pk} or score is None:
            continue
        if row.kind == FindingKind.GAP and score < batch.target:
            continue
        words = _closing_words(row.kind, batch)
        closed.append([row.pk, FindingState.RESOLVED.value, batch.at, words, score])
    change_rows(Finding._meta.db_table, CLOSED, closed)  # noqa: SLF001


def _closing_words(kind: str, batch: Batch) -> str:
    words = _("Pengukuran {cycle}: sasaran tercapai.")
    if kind != FindingKind.GAP:
        words = _("Pengukuran {cycle}: tidak lagi termasuk yang terkuat.")
    return words.format(cycle=batch.run.cycle_label)
