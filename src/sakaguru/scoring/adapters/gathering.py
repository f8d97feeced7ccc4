"""Rolls the kept results of several runs up through the tiers above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sakaguru.scoring.adapters import compute, warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.engine.scores import SchoolScores
    from sakaguru.scoring.adapters.compute import Computed
    from sakaguru.scoring.logic.snapshot import Snapshot


def gather(snapshot: Snapshot, run_ids: Sequence[int]) -> Computed:
    """Compute the regions of ``snapshot.units`` from the schools of these runs.

    Scores are read, not computed again: what a district published is what counts.
    """
    documents = (snapshot.framework, snapshot.instrument)
    schools = [school.stand.pk for school in snapshot.schools]
    return compute.gathered(snapshot, kept_scores(documents, schools, run_ids))


def kept_scores(
    documents: tuple[dict[str, Any], dict[str, Any]],
    schools: Sequence[int],
    run_ids: Sequence[int],
) -> SchoolScores:
    """What runs found for these schools (ids), by the standard set and instrument."""
    from sakaguru.engine.scores import empty_scores  # noqa: PLC0415 -- heavy

    instrument = compute.compiled(*documents)
    scores = empty_scores(instrument, len(schools), errors=True, roles=False)
    ordinals = {pk: place for place, pk in enumerate(schools)}
    for run_id in run_ids:
        nodes, columns = warehouse.read_schools(run_id)
        _place(scores, ordinals, nodes, columns)
    return scores


def _place(
    scores: SchoolScores,
    ordinals: dict[int, int],
    nodes: Sequence[str],
    columns: dict[str, Any],
) -> None:
    """Put the rows of one run at their schools and nodes."""
    import numpy as np  # noqa: PLC0415

    from sakaguru.engine.scores import levels_of  # noqa: PLC0415

    index = scores.framework.index
    known = [place for place, code in enumerate(nodes) if code in index]
    at = np.array([index[nodes[place]] for place in known])
    kept = np.array([pk in ordinals for pk in columns["organisation_id"]], np.bool_)
    rows = np.array([ordinals[pk] for pk in columns["organisation_id"][kept]], np.int64)
    for name, source in (
        ("score", "scores"),
        ("se", "errors"),
        ("coverage", "coverage"),
        ("n", "n"),
        ("sufficient", "sufficient"),
    ):
        target = getattr(scores, name)
        target[np.ix_(rows, at)] = columns[source][kept][:, known]
    scores.respondents[rows] = columns["respondents"][kept]
    levels = levels_of(scores.score[rows], scores.framework)
    scores.level[rows] = np.where(scores.sufficient[rows], levels, 0)
