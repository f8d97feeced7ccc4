"""Scores of an open campaign as they stand now, for the background alone (R16b).

Arrays lie as files that are mapped into memory: bringing one school up to date touches
its rows and those of its regions, however large the campaign. ``key.txt`` is written
last; without it, or with another key, everything is computed anew.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from sakaguru.scoring.adapters import compute
from sakaguru.scoring.logic.digests import digest_of_content

if TYPE_CHECKING:
    from collections.abc import Collection

    from sakaguru.engine.rollup import RegionScores, Tier
    from sakaguru.engine.scores import SchoolScores
    from sakaguru.scoring.logic.snapshot import Snapshot


@dataclass(frozen=True, eq=False)
class Provisional:
    """What stands now; ``regions`` from the gugus up, all schools of each."""

    scores: SchoolScores
    regions: list[RegionScores]


def folder_of(campaign_id: int) -> Path:
    return Path(settings.WAREHOUSE) / "provisional" / str(campaign_id)


def key_of(snapshot: Snapshot) -> str:
    """Digest of all that decides beside the answers."""
    units = [[unit.pk, unit.path] for unit in snapshot.units]
    schools = [
        [s.stand.pk, s.stand.path, s.status, s.pupils, s.is_invited, s.people]
        for s in snapshot.schools
    ]
    return digest_of_content([snapshot.framework, snapshot.instrument, schools, units])


def is_current(campaign_id: int, snapshot: Snapshot) -> bool:
    path = folder_of(campaign_id) / "key.txt"
    return path.exists() and path.read_text() == key_of(snapshot)


def forget(campaign_id: int) -> None:
    """Drop what stood: the campaign is closed, or its arrays are of no use."""
    shutil.rmtree(folder_of(campaign_id), ignore_errors=True)


def start(campaign_id: int, snapshot: Snapshot) -> None:
    """Score all schools from all their answers, and keep the arrays."""
    from sakaguru.engine.executors.local import score_schools  # noqa: PLC0415
    from sakaguru.engine.rollup import roll_up  # noqa: PLC0415

    forget(campaign_id)
    folder = folder_of(campaign_id)
    folder.mkdir(parents=True)
    instrument = compute.compiled(snapshot.framework, snapshot.instrument)
    scores = score_schools(
        instrument,
        compute.packed(snapshot, instrument),
        schools=len(snapshot.schools),
        population=compute.population_of(snapshot.schools),
        roles=False,
    )
    _keep(folder, "schools", scores)
    for region in roll_up(scores, _tiers(snapshot), **_weights(snapshot)):
        _keep(folder, f"regions-{region.tier}", region)
    (folder / "key.txt").write_text(key_of(snapshot))


def bring_up(campaign_id: int, snapshot: Snapshot, dirty: Collection[int]) -> None:
    """Score the dirty schools (ordinals) anew from ``snapshot``'s answers of them.

    Their ancestors follow. Doing it twice changes nothing.
    """
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.incremental import refresh, rescore  # noqa: PLC0415

    held = read(campaign_id, snapshot)
    ordinals = np.array(sorted(dirty), np.int64)
    answers = compute.packed(snapshot, held.scores.instrument)
    people = compute.population_of(snapshot.schools)
    rescore(held.scores, answers, ordinals, population=people)
    for tier, region in zip(_tiers(snapshot), held.regions, strict=True):
        refresh(region, held.scores, tier, ordinals, **_weights(snapshot))
    parts: list[SchoolScores | RegionScores] = [held.scores, *held.regions]
    for part in parts:
        for array in _arrays(part).values():
            array.flush()


def read(campaign_id: int, snapshot: Snapshot) -> Provisional:
    """Map the kept arrays; writing into them changes the files."""
    from sakaguru.engine.rollup import RegionScores  # noqa: PLC0415
    from sakaguru.engine.scores import empty_scores  # noqa: PLC0415

    folder = folder_of(campaign_id)
    instrument = compute.compiled(snapshot.framework, snapshot.instrument)
    room = empty_scores(instrument, 0, errors=True, roles=False)
    return Provisional(
        replace(room, **_mapped(folder, "schools")),
        [
            RegionScores(
                tier=tier.name, segment="", **_mapped(folder, f"regions-{tier.name}")
            )
            for tier in _tiers(snapshot)
        ],
    )


def _tiers(snapshot: Snapshot) -> list[Tier]:
    by_tier = compute.units_by_tier(snapshot)
    return [compute.engine_tier(t, units, snapshot) for t, units in by_tier.items()]


def _weights(snapshot: Snapshot) -> dict[str, Any]:
    return compute.invited_and_pupils(snapshot)


def _arrays(part: SchoolScores | RegionScores) -> dict[str, Any]:
    import numpy as np  # noqa: PLC0415

    found = {one.name: getattr(part, one.name) for one in fields(part)}
    return {name: v for name, v in found.items() if isinstance(v, np.ndarray)}


def _keep(folder: Path, name: str, part: SchoolScores | RegionScores) -> None:
    import numpy as np  # noqa: PLC0415

    for field, array in _arrays(part).items():
        np.save(folder / f"{name}.{field}.npy", array)


def _mapped(folder: Path, name: str) -> dict[str, Any]:
    import numpy as np  # noqa: PLC0415

    return {
        path.name.split(".")[1]: np.load(path, mmap_mode="r+")
        for path in sorted(folder.glob(f"{name}.*.npy"))
    }
