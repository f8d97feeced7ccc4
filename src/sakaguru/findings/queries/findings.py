"""Read findings for screens, as the actor may see them."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Prefetch, Q

from sakaguru.findings import permissions
from sakaguru.findings.enums import FindingKind, FindingState
from sakaguru.findings.logic import ranking
from sakaguru.findings.logic.ranking import OfficialKey, Parts
from sakaguru.findings.models import Finding, Sign
from sakaguru.findings.queries.remedies import branch_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

OURS, OFFICIAL = "kita", "resmi"


class Ranked(NamedTuple):
    """A finding in the order of a page, with what put it there."""

    place: int
    finding: Finding
    parts: Parts
    official: OfficialKey
    signs: list[Sign]

    @property
    def is_by_hand(self) -> bool:
        return self.finding.place is not None


def visible_findings(actor: Actor) -> QuerySet[Finding]:
    """Shared findings at and below the actor's places; the own team's at once."""
    rows = Finding.objects.all()
    own = permissions.VIEW_OWN_FINDING_FIRST.filter(actor, rows)
    shared = permissions.VIEW_FINDING.filter(actor, rows).filter(is_shared=True)
    both = Q(pk__in=own.values("pk")) | Q(pk__in=shared.values("pk"))
    return Finding.objects.filter(both).select_related(
        "organisation", "node__version__framework", "last_run"
    )


def sees_unshared(actor: Actor, organisation: Organisation) -> bool:
    """Whether signs of runs not yet open to the tree are for this actor."""
    finding = Finding(organisation=organisation)
    return permissions.VIEW_OWN_FINDING_FIRST.allows(actor, finding)


def signs_for(actor: Actor, finding: Finding) -> list[Sign]:
    """By what a finding was seen, as far as this actor may know. One query."""
    rows = finding.signs.select_related("run", "seen_by")
    if not sees_unshared(actor, finding.organisation):
        rows = rows.filter(is_shared=True)
    return list(rows)


def ranked_findings(
    actor: Actor, unit: Organisation, *, order: str = OURS
) -> list[Ranked]:
    """The open gaps of a unit in the asked order. Two queries."""
    signs = Sign.objects.all()
    if not sees_unshared(actor, unit):
        signs = signs.filter(is_shared=True)
    rows = visible_findings(actor).filter(
        organisation=unit, kind=FindingKind.GAP, state=FindingState.OPEN
    )
    rows = rows.prefetch_related(Prefetch("signs", signs, to_attr="shown_signs"))
    found = [_ranked(finding) for finding in rows.order_by("pk")]
    if order == OFFICIAL:
        found.sort(key=attrgetter("official"))
    else:
        found.sort(key=lambda row: (-row.parts.product, row.official))
        found = _with_hand(found)
    return [row._replace(place=place) for place, row in enumerate(found, start=1)]


def strengths_of(actor: Actor, unit: Organisation) -> QuerySet[Finding]:
    """What a unit does well, and practices worth sharing."""
    rows = visible_findings(actor).filter(organisation=unit, state=FindingState.OPEN)
    return rows.exclude(kind=FindingKind.GAP).order_by("-score", "pk")


def closed_findings(actor: Actor, unit: Organisation) -> QuerySet[Finding]:
    """What was resolved, decided or withdrawn, the latest first."""
    rows = visible_findings(actor).filter(organisation=unit)
    return rows.exclude(state=FindingState.OPEN).order_by("-closed_at", "-pk")


def counts_by_state(actor: Actor, unit: Organisation) -> dict[str, int]:
    """How many gaps of a unit stand in each state. One query."""
    rows = visible_findings(actor).filter(organisation=unit, kind=FindingKind.GAP)
    return dict(
        rows.order_by().values_list("state").annotate(count=Count("pk", distinct=True))
    )


def current_signs(signs: Sequence[Sign]) -> list[Sign]:
    """Of signs, newest first: those of the newest run, and all that people noted."""
    newest = next((sign.run_id for sign in signs if sign.run_id), None)
    return [sign for sign in signs if sign.run_id in {None, newest}]


def parts_of(finding: Finding, signs: Sequence[Sign]) -> Parts:
    """Size, importance and feasibility, each from 1 to 5."""
    remedies = branch_of(finding.node).remedies
    return Parts(
        ranking.size(finding.distance, finding.target),
        ranking.importance(
            finding.severity, len(current_signs(signs)), finding.node.weight
        ),
        ranking.feasibility([remedy.effort for remedy in remedies]),
    )


def _ranked(finding: Finding) -> Ranked:
    signs = current_signs(vars(finding)["shown_signs"])
    change = None
    if finding.score is not None and finding.before is not None:
        change = round(finding.score - finding.before, 2)
    official = ranking.official_key(
        finding.level, finding.levels, finding.band, change, finding.score
    )
    return Ranked(0, finding, parts_of(finding, signs), official, signs)


def _with_hand(found: list[Ranked]) -> list[Ranked]:
    by_key = {row.finding.pk: row for row in found}
    by_hand = {
        key: row.finding.place
        for key, row in by_key.items()
        if row.finding.place is not None
    }
    return [by_key[key] for key in ranking.placed(list(by_key), by_hand)]
