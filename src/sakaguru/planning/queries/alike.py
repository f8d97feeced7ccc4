"""What schools alike did about a gap, and what it changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sakaguru.findings.queries.remedies import branch_of
from sakaguru.organisations.models import Organisation
from sakaguru.planning.enums import Likelihood
from sakaguru.planning.models import PeerComparison

if TYPE_CHECKING:
    from sakaguru.findings.models import Finding
    from sakaguru.planning.logic.matching import Likeness

FIRST: dict[str, int] = {Likelihood.MORE: 0, Likelihood.UNPROVEN: 1, Likelihood.LESS: 2}
SHOWN_ALIKE = 12


class Alike(NamedTuple):
    """A kind of activity, in both languages, with what it changed in schools alike."""

    key: str
    activity: dict[str, str]
    said: PeerComparison

    @property
    def is_measured(self) -> bool:
        return self.said.found == Likelihood.MORE


class SchoolAlike(NamedTuple):
    """A school alike: how far apart, part by part, and whether it took part."""

    school: Organisation
    likeness: Likeness
    took_part: bool


def alike(finding: Finding) -> list[Alike]:
    """What was compared for this gap, what worked first. One query.

    ``finding.node.version.framework`` is read: select it.
    """
    remedies = {remedy.key: remedy for remedy in branch_of(finding.node).remedies}
    rows = PeerComparison.objects.filter(
        organisation=finding.organisation_id,
        pool__framework=finding.node.version.framework_id,
        pool__node_code=finding.node.code,
        pool__kind_key__in=remedies,
    )
    rows = rows.select_related("pool").defer("pool__body")
    found = [
        Alike(row.pool.kind_key, remedies[row.pool.kind_key].activity, row)
        for row in rows
    ]
    return sorted(
        found,
        key=lambda one: (
            FIRST.get(Likelihood(one.said.found), 3),
            -(one.said.low or 0),
        ),
    )


def measured_gain(finding: Finding, key: str) -> float | None:
    """Points that a kind brought schools alike beyond doubt; None otherwise. One query.

    The careful end of the interval would promise too little, the middle is what people
    may hope for.
    """
    said = next((one.said for one in alike(finding) if one.key == key), None)
    if said is None or said.found != Likelihood.MORE:
        return None
    return said.points


def schools_alike(said: PeerComparison) -> list[SchoolAlike]:
    """The schools nearest to the one compared, some of either side.

    Names and likeness only: their scores are theirs. A school stands here once. Six
    queries.
    """
    import numpy as np  # noqa: PLC0415 -- heavy, and rarely wanted

    from sakaguru.planning.adapters.pools import held_pool  # noqa: PLC0415 -- NumPy
    from sakaguru.planning.logic import matching  # noqa: PLC0415 -- brings NumPy
    from sakaguru.planning.queries import pools  # noqa: PLC0415 -- brings NumPy

    pool = held_pool(said.pool_id, said.pool.made_at.timestamp())
    one = pools.newest_self(said.organisation_id, said.pool)
    if one is None:
        return []
    found: list[SchoolAlike] = []
    for side in matching.neighbours(pool, one):
        _, firsts = np.unique(pool.school[side.places], return_index=True)
        places = side.places[np.sort(firsts)[: SHOWN_ALIKE // 2]]
        units = Organisation.objects.in_bulk(pool.school[places].tolist())
        parts = matching.parts_between(pool, one, places)
        found += [
            SchoolAlike(
                units[int(pool.school[place])],
                matching.Likeness(*map(float, row)),
                bool(pool.done[place]),
            )
            for place, row in zip(places, parts, strict=True)
        ]
    return sorted(found, key=lambda row: row.likeness.distance)
