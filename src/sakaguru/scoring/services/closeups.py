"""Keep what a run says beside the scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from sakaguru.scoring.adapters import closeups, regional, scales, warehouse
from sakaguru.scoring.adapters.gathering import kept_scores
from sakaguru.scoring.enums import Mark, RunPurpose
from sakaguru.scoring.models import RegionCloseup, Scale, SchoolCloseup, ScoreRun
from sakaguru.scoring.queries.closeups import crosswalk_of, run_before
from sakaguru.scoring.queries.documents import framework_document, instrument_document
from sakaguru.scoring.signals import rises_found

if TYPE_CHECKING:
    from sakaguru.engine.scores import SchoolScores
    from sakaguru.scoring.adapters.compute import Computed
    from sakaguru.scoring.logic.snapshot import Snapshot

BATCH = 2_000


@dataclass(frozen=True)
class Former:
    """The run before, its scores of the schools of this run, and what codes became."""

    run: ScoreRun
    scores: SchoolScores
    crosswalk: dict[str, str]


def keep_closeups(run: ScoreRun, snapshot: Snapshot, computed: Computed) -> None:
    """Write marks, calmer estimates, disparity, changes and scales of a run."""
    former = _former(run, snapshot)
    if run.purpose == RunPurpose.CAMPAIGN:
        jumps = _jumps(run, snapshot, computed, former) if former else []
        _keep_schools(run, snapshot, computed, jumps)
        Scale.objects.bulk_create(
            Scale(run=run, **found._asdict())
            for found in scales.scales_of(computed.scored)
        )
    _keep_regions(run, snapshot, computed, former)


def _former(run: ScoreRun, snapshot: Snapshot) -> Former | None:
    """None where this is the first, or where the files of the one before are gone."""
    before = run_before(run)
    if before is None:
        return None
    runs = [source["run"] for source in before.sources] or [before.pk]
    if not all(warehouse.folder_of(pk).exists() for pk in runs):
        return None
    documents = (
        framework_document(before.framework_version),
        instrument_document(before.instrument_version),
    )
    schools = [school.stand.pk for school in snapshot.schools]
    scores = kept_scores(documents, schools, runs)
    return Former(before, scores, crosswalk_of(before, run))


def _keep_schools(
    run: ScoreRun,
    snapshot: Snapshot,
    computed: Computed,
    jumps: list[tuple[int, str]],
) -> None:
    found = closeups.closeups_of(snapshot, computed)
    for place, code in jumps:
        one = found.setdefault(place, closeups.Closeup([], {}, {}))
        one.marks.append((Mark.JUMP.value, code, 1))
    SchoolCloseup.objects.bulk_create(
        (
            SchoolCloseup(
                run=run,
                organisation_id=snapshot.schools[place].stand.pk,
                marks=one.marks,
                without=one.without,
                calm=one.calm,
            )
            for place, one in found.items()
        ),
        batch_size=BATCH,
    )


def _jumps(
    run: ScoreRun, snapshot: Snapshot, computed: Computed, former: Former
) -> list[tuple[int, str]]:
    """Ordinals of schools, and standards that rose more than what was done explains."""
    found = regional.jumps(former.scores, computed.scored.scores, former.crosswalk)
    code_before = {later: code for code, later in former.crosswalk.items()}
    school = {place: snapshot.schools[place].stand.pk for place, _code in found}
    answers = rises_found.send(
        ScoreRun,
        rises={
            (school[place], code): {code, code_before.get(code, code)}
            for place, code in found
        },
        framework_id=run.framework_version.framework_id,
        since=former.run.data_on,
        until=run.data_on,
    )
    explained: set[tuple[int, str]] = set()
    for _receiver, answer in answers:
        explained |= cast("set[tuple[int, str]]", answer)
    return [row for row in found if (school[row[0]], row[1]) not in explained]


def _keep_regions(
    run: ScoreRun, snapshot: Snapshot, computed: Computed, former: Former | None
) -> None:
    scores = computed.scored.scores
    apart = regional.apart(snapshot, scores)
    changes = {}
    if former is not None:
        then, crosswalk = former.scores, former.crosswalk
        changes = regional.changes(snapshot, then, scores, crosswalk)
    RegionCloseup.objects.bulk_create(
        (
            RegionCloseup(
                run=run,
                organisation_id=pk,
                before=former.run if former else None,
                apart=apart.get(pk, {}),
                changes=changes.get(pk, {}),
            )
            for pk in sorted({*apart, *changes})
            if apart.get(pk) or changes.get(pk)
        ),
        batch_size=BATCH,
    )
