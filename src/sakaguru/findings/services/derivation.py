"""Turn a published run into findings, by the rules in the data.

Doing it again changes nothing: a rule signs a finding once per run.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.core.models import AuditEvent
from sakaguru.findings.adapters.shipped import shipped_rules
from sakaguru.findings.enums import FindingKind, FindingState, Origin
from sakaguru.findings.logic.rules import RuleBook, seen
from sakaguru.findings.models import Finding, Sign
from sakaguru.findings.queries.measured import (
    Measured,
    rank_bands,
    regions_measured,
    schools_measured,
)
from sakaguru.scoring.enums import Audience, RunPurpose, RunState
from sakaguru.scoring.models import ScoreRun
from sakaguru.scoring.queries.frames import frame_of
from sakaguru.standards.models import Node

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sakaguru.findings.logic.rules import FindingRule, Seen

SCHOOLS_AT_ONCE = 250


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
    signed = 0
    bands = rank_bands(run)
    for units in schools_measured(run, batch.target, bands, SCHOOLS_AT_ONCE):
        signed += _derive(batch, batch.book.school, units)
    if batch.is_shared:
        signed += _derive(batch, batch.book.region, regions_measured(run, batch.target))
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


@transaction.atomic
def _derive(
    batch: Batch, rules: Iterable[FindingRule], units: Iterable[Measured]
) -> int:
    """Sign, update and close the findings of these units in one transaction."""
    known = {unit.organisation_id: unit for unit in units}
    open_ones = _lock_open(batch, known)
    newest = {pk: unit for pk, unit in known.items() if pk not in open_ones.overtaken}
    wanted: dict[Key, list[Seen]] = {}
    for pk, unit in newest.items():
        for one in seen(rules, unit.figures, batch.target):
            key = (pk, one.figures.code, one.rule.kind)
            wanted.setdefault(key, []).append(one)
    found = _upsert(batch, wanted, newest, open_ones.rows)
    _sign(batch, wanted, found)
    _close(batch, newest, open_ones.rows, set(wanted))
    return len(wanted)


Key = tuple[int, str, str]


class OpenOnes(NamedTuple):
    """Open findings of some units; ``overtaken`` have one of a newer run already."""

    rows: dict[Key, Finding]
    overtaken: set[int]


def _lock_open(batch: Batch, units: dict[int, Measured]) -> OpenOnes:
    rows = Finding.objects.select_for_update(of=("self",)).filter(
        organisation__in=units, state=FindingState.OPEN
    )
    found: dict[Key, Finding] = {}
    overtaken: set[int] = set()
    for row in rows.select_related("node", "last_run").order_by("pk"):
        if row.node.version_id == batch.run.framework_version_id:
            found[row.organisation_id, row.node.code, row.kind] = row
        if row.last_run and row.last_run.data_on > batch.run.data_on:
            overtaken.add(row.organisation_id)
    return OpenOnes(found, overtaken)


def _upsert(
    batch: Batch,
    wanted: dict[Key, list[Seen]],
    units: dict[int, Measured],
    rows: dict[Key, Finding],
) -> dict[Key, Finding]:
    """Make the findings that are new, and renew the figures of those that stand."""
    fresh: list[Finding] = []
    standing: list[Finding] = []
    found: dict[Key, Finding] = {}
    for key, signs in wanted.items():
        row = rows.get(key) or Finding(
            organisation_id=key[0],
            node_id=batch.nodes[key[1]],
            kind=key[2],
            severity=0,
            found_at=batch.at,
        )
        _renew(row, batch, units[key[0]], signs)
        (standing if row.pk else fresh).append(row)
        found[key] = row
    Finding.objects.bulk_create(fresh)
    _write(standing, RENEWED)
    return found


RENEWED = [
    "severity",
    "is_shared",
    "last_run",
    "score",
    "target",
    "before",
    "level",
    "levels",
    "band",
]


def _renew(row: Finding, batch: Batch, unit: Measured, signs: list[Seen]) -> None:
    """Take over the figures of the run.

    Units above read a shared finding: until they may see the run, only a sign for the
    own team is added to it.
    """
    if row.is_shared and not batch.is_shared:
        return
    figures = signs[0].figures
    by_hand = row.severity if row.text else 0
    row.severity = max(by_hand, *(one.severity for one in signs))
    row.is_shared = row.is_shared or batch.is_shared
    row.last_run = batch.run
    row.score, row.before = figures.score, figures.before
    row.target = batch.target
    row.level, row.levels = figures.level, batch.levels
    row.band = unit.bands.get(figures.code)


def _sign(
    batch: Batch, wanted: dict[Key, list[Seen]], found: dict[Key, Finding]
) -> None:
    Sign.objects.bulk_create(
        (
            Sign(
                finding=found[key],
                origin=Origin.SCORES,
                rule=one.rule.code,
                run=batch.run,
                severity=one.severity,
                sentence=one.sentence,
                is_shared=batch.is_shared,
                seen_at=batch.at,
            )
            for key, signs in wanted.items()
            for one in signs
        ),
        ignore_conflicts=True,
    )
    if batch.is_shared:
        keys = [row.pk for row in found.values()]
        Sign.objects.filter(finding__in=keys, run=batch.run).update(is_shared=True)


def _close(
    batch: Batch, units: dict[int, Measured], rows: dict[Key, Finding], kept: set[Key]
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
        score = unit.scores.get(key[1])
        if row.last_run_id in {None, batch.run.pk} or score is None:
            continue
        if row.kind == FindingKind.GAP and score < batch.target:
            continue
        row.state, row.closed_at, row.score = FindingState.RESOLVED, batch.at, score
        row.closed_why = _closing_words(row, batch)
        closed.append(row)
    _write(closed, ["state", "closed_at", "closed_why", "score"])


def _write(rows: list[Finding], fields: list[str]) -> None:
    """Change many rows at once; as an upsert it is several times faster."""
    Finding.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=fields
    )


def _closing_words(row: Finding, batch: Batch) -> str:
    words = _("Pengukuran {cycle}: sasaran tercapai.")
    if row.kind != FindingKind.GAP:
        words = _("Pengukuran {cycle}: tidak lagi termasuk yang terkuat.")
    return words.format(cycle=batch.run.cycle_label)
