"""Keep what schools alike did, and compare each school with a gap with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import Count

from sakaguru.core.access import SYSTEM
from sakaguru.core.audit import record
from sakaguru.findings.models import Finding
from sakaguru.organisations.enums import Tier
from sakaguru.planning.enums import PlanState
from sakaguru.planning.models import Activity, PeerComparison, PeerPool
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import Publication

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sakaguru.planning.logic.matching import Comparison, Pool
    from sakaguru.planning.queries.pools import Cohort

AT_ONCE = 1000


class Kind(NamedTuple):
    """A kind of activity on a node of a framework."""

    framework_id: int
    node_code: str
    kind_key: str


def refresh_stale_peers(*, at: datetime) -> int:
    """Make the pools anew if offices were shown scores since; how many there are."""
    oldest = PeerPool.objects.order_by("made_at").values_list("made_at", flat=True)
    shown = Publication.objects.filter(audience=Audience.TREE)
    since = oldest.first()
    if since is not None and not shown.filter(published_at__gt=since).exists():
        return PeerPool.objects.count()
    return refresh_peers(at=at)


def refresh_peers(*, at: datetime) -> int:
    """Make all pools anew and compare every school with an open gap; how many pools.

    Kinds that fewer than ten schools completed have no pool. Each kind is a
    transaction of its own, so that pages read the old ones meanwhile.
    """
    kept = []
    cohorts: dict[tuple[int, str], Cohort] = {}
    for kind in _kinds():
        from sakaguru.planning.queries import pools  # noqa: PLC0415 -- brings NumPy

        place = (kind.framework_id, kind.node_code)
        if place not in cohorts:
            cohorts = {place: pools.cohort(*place)}
        pool = pools.pool_of(cohorts[place], pools.completed_on(*kind))
        if pool is not None:
            kept.append(_keep(kind, pool, cohorts[place], at))
    PeerPool.objects.exclude(pk__in=kept).delete()
    return len(kept)


def _kinds() -> list[Kind]:
    from sakaguru.planning.logic.matching import FEWEST  # noqa: PLC0415 -- brings NumPy

    rows = Activity.objects.completed().filter(
        plan__state__in=[PlanState.APPROVED, PlanState.SUPERSEDED],
        plan__organisation__tier=Tier.SCHOOL,
        node__isnull=False,
    )
    names = ("node__version__framework", "node__code", "kind_key")
    counted = (
        rows.exclude(kind_key="")
        .values(*names)
        .annotate(schools=Count("plan__organisation", distinct=True))
        .filter(schools__gte=FEWEST)
        .order_by(*names)
    )
    return [Kind(*(row[name] for name in names)) for row in counted]


@transaction.atomic
def _keep(kind: Kind, pool: Pool, cohort: Cohort, at: datetime) -> int:
    from sakaguru.planning.adapters.pools import packed  # noqa: PLC0415 -- NumPy

    row, _ = PeerPool.objects.update_or_create(
        framework_id=kind.framework_id,
        node_code=kind.node_code,
        kind_key=kind.kind_key,
        defaults={
            "cycles": list(dict.fromkeys(cohort.cycles.values())),
            "done": int(pool.done.sum()),
            "others": int((~pool.done).sum()),
            "body": packed(pool),
            "made_at": at,
        },
    )
    row.comparisons.all().delete()
    fresh = list(_comparisons(row, pool, cohort, at))
    PeerComparison.objects.bulk_create(fresh, batch_size=AT_ONCE)
    record(
        actor=SYSTEM,
        action="peers.compared",
        subject=row,
        at=at,
        detail={"schools": len(fresh), "done": row.done, "others": row.others},
    )
    return row.pk


def _comparisons(
    row: PeerPool, pool: Pool, cohort: Cohort, at: datetime
) -> Iterator[PeerComparison]:
    """For each school with an open gap on this node, from its newest reading."""
    from sakaguru.planning.logic.matching import compared  # noqa: PLC0415 -- NumPy
    from sakaguru.planning.queries import pools  # noqa: PLC0415 -- brings NumPy

    gaps = Finding.objects.open_gaps().filter(
        node__code=row.node_code,
        node__version__framework=row.framework_id,
        organisation__tier=Tier.SCHOOL,
    )
    reach = pools.internet(cohort.readings)
    for school in gaps.values_list("organisation_id", flat=True).distinct():
        readings = cohort.readings.get(school)
        if readings:
            one = pools.self_of(readings[-1], reach.get(school, float("nan")))
            yield comparison_row(row, school, compared(pool, one), at)


def comparison_row(
    pool: PeerPool, school: int, said: Comparison, at: datetime
) -> PeerComparison:
    effect, placebo = said.effect, said.placebo
    return PeerComparison(
        organisation_id=school,
        pool=pool,
        found=said.found.value,
        n_done=said.n_done,
        n_not=said.n_not,
        points=effect.points if effect else None,
        low=effect.low if effect else None,
        high=effect.high if effect else None,
        change_done=said.change_done,
        change_not=said.change_not,
        nearest=said.nearest,
        farthest=said.farthest,
        placebo_points=placebo.points if placebo else None,
        placebo_low=placebo.low if placebo else None,
        placebo_high=placebo.high if placebo else None,
        computed_at=at,
    )
