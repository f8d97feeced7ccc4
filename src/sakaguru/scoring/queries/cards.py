"""Read a school's report card as the actor may see it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Max, OuterRef, Q, Subquery

from sakaguru.instruments.models import Item
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import Organisation
from sakaguru.scoring import permissions
from sakaguru.scoring.adapters.changing import with_changes
from sakaguru.scoring.enums import Audience, RunPurpose
from sakaguru.scoring.logic import cards as logic
from sakaguru.scoring.logic.cards import NodeShown, Raw, Reached
from sakaguru.scoring.logic.frames import TOTAL, Frame
from sakaguru.scoring.models import Publication, SchoolResult, ScoreRun
from sakaguru.scoring.queries.closeups import crosswalk_of
from sakaguru.scoring.queries.frames import frame_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sakaguru.core.access import Actor

MOST_FOUND = 50
ARRAYS = (
    "scores",
    "errors",
    "coverage",
    "n",
    "sufficient",
    "role_scores",
    "role_n",
    "hidden",
)


class Cycle(NamedTuple):
    """A cycle whose card the actor may open."""

    run_id: int
    label: str
    data_on: date


@dataclass(frozen=True)
class Card:
    """One school's results of one cycle, after disclosure control."""

    result: SchoolResult
    run: ScoreRun
    frame: Frame
    nodes: dict[str, NodeShown]
    published_at: datetime | None
    tree_follows_on: date | None
    """Day before which nobody above the school sees it; None when already open."""

    @property
    def total(self) -> NodeShown:
        return self.nodes[TOTAL]

    @cached_property
    def standards(self) -> list[NodeShown]:
        return [self.nodes[code] for code in self.frame.standards]

    @cached_property
    def reached(self) -> list[Reached]:
        result = self.result
        return logic.reached(
            self.total.asked, result.respondents, result.minimum, result.population
        )

    @property
    def lacking(self) -> list[Reached]:
        """Roles that have not reached their minimum."""
        return [row for row in self.reached if row.missing]

    @cached_property
    def strengths(self) -> list[NodeShown]:
        return logic.strengths(self.nodes, self.frame)

    @cached_property
    def gaps(self) -> list[NodeShown]:
        return logic.gaps(self.nodes, self.frame)

    @cached_property
    def differing(self) -> list[NodeShown]:
        """Sub-indicators where people say clearly more than the data."""
        return [node for node in self.nodes.values() if node.exceeds_data]

    def children(self, code: str) -> list[NodeShown]:
        return [self.nodes[child] for child in self.frame.children(code)]


def card_audience(actor: Actor, school: Organisation) -> Audience | None:
    """The publication this actor waits for to see the card; None: never."""
    if permissions.VIEW_OWN_CARD_FIRST.allows(actor, school):
        return Audience.SCHOOL
    return Audience.TREE if permissions.VIEW_CARD.allows(actor, school) else None


def summary_audience(actor: Actor, school: Organisation) -> Audience | None:
    """The same for the plain-language page: earlier for who sees the card itself."""
    full = card_audience(actor, school)
    if full is not None:
        return full
    return Audience.PUBLIC if permissions.VIEW_SUMMARY.allows(actor, school) else None


def visible_cycles(school: Organisation, audience: Audience) -> list[Cycle]:
    """The newest published run of each campaign, newest cycle first. One query."""
    runs = ScoreRun.objects.filter(
        audience__gte=audience,
        purpose=RunPurpose.CAMPAIGN,
        schools__organisation=school,
    )
    newest = (
        runs.order_by().values("campaign").annotate(newest=Max("pk")).values("newest")
    )
    rows = ScoreRun.objects.filter(pk__in=newest).order_by("-data_on", "-pk")
    return [Cycle(*row) for row in rows.values_list("pk", "cycle_label", "data_on")]


def school_card(
    school: Organisation, run_id: int, before_id: int | None = None
) -> Card:
    """Put together the card of a run; ``before_id`` names the run to compare with.

    Three queries (the tree of the standard set is read once per process). Not narrowed
    to an actor: ask `visible_cycles` first.
    """
    wanted = [pk for pk in (run_id, before_id) if pk is not None]
    released = Publication.objects.filter(run=OuterRef("run"), audience=Audience.SCHOOL)
    results = SchoolResult.objects.filter(organisation=school, run__in=wanted)
    found = {
        result.run_id: result
        for result in results.select_related(
            "run__framework_version__framework", "run__instrument_version__instrument"
        ).annotate(
            released_at=Subquery(released.values("published_at")[:1]),
            promised_until=Subquery(released.values("until")[:1]),
        )
    }
    return _card(found[run_id], found.get(before_id or 0))


def _card(result: SchoolResult, earlier: SchoolResult | None) -> Card:
    run = result.run
    frame = frame_of(run)
    before = {}
    if earlier and _are_comparable(earlier.run, run):
        frame_then = frame_of(earlier.run)
        walk = {}
        if earlier.run.framework_version_id != run.framework_version_id:
            walk = crosswalk_of(earlier.run, run)
        before = logic.carried_over(
            logic.shown_nodes(raw_of(earlier), frame_then), frame_then, frame, walk
        )
    nodes = compared_nodes(raw_of(result), frame, before)
    waiting = run.audience < Audience.TREE
    return Card(
        result=result,
        run=run,
        frame=frame,
        nodes=nodes,
        published_at=getattr(result, "released_at", None),
        tree_follows_on=getattr(result, "promised_until", None) if waiting else None,
    )


def compared_nodes(
    raw: Raw, frame: Frame, before: Mapping[str, NodeShown] | None
) -> dict[str, NodeShown]:
    """The nodes of a card, each with its change since the card ``before`` (R14)."""
    nodes = logic.shown_nodes(raw, frame, before)
    return with_changes(nodes, before) if before else nodes


def _are_comparable(earlier: ScoreRun, run: ScoreRun) -> bool:
    """Versions of one standard set are; different sets are not (R14)."""
    then, now = earlier.framework_version, run.framework_version
    return then.framework_id == now.framework_id


def raw_of(result: SchoolResult) -> Raw:
    arrays = (getattr(result, name) for name in ARRAYS)
    return Raw(result.run.nodes, result.run.leaves, *arrays)


def items_below(run: ScoreRun, nodes: Sequence[str]) -> dict[str, list[Item]]:
    """The questions behind each of these sub-indicators, by role. One query."""
    items = Item.objects.filter(
        version_id=run.instrument_version_id, node__code__in=nodes
    ).select_related("node")
    found: dict[str, list[Item]] = {code: [] for code in nodes}
    for item in items.order_by("role", "position"):
        found[item.node.code].append(item)
    return found


def schools_to_read(actor: Actor, words: str = "") -> list[Organisation]:
    """Schools whose card or summary the actor may see, by name or NPSN. One query."""
    every = Organisation.objects.filter(tier=Tier.SCHOOL, closed_on=None)
    schools = permissions.VIEW_SUMMARY.filter(actor, every)
    for word in words.split():
        schools = schools.filter(Q(name__icontains=word) | Q(code__startswith=word))
    return list(schools.order_by("name", "code")[:MOST_FOUND])
