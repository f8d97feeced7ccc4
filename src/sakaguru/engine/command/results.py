"""Compute the scores and write every file of the result."""

from __future__ import annotations

import hashlib
import json
import resource
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from sakaguru.engine import ENGINE_VERSION, METHOD_VERSION
from sakaguru.engine.command.flags import score_flags, submission_flags
from sakaguru.engine.command.outputs import (
    FLAGS,
    ROLE_SCORES,
    SCORES,
    TableWriter,
    region_columns,
    regions_schema,
    role_columns,
    score_columns,
)
from sakaguru.engine.command.places import population_array
from sakaguru.engine.executors.local import CHUNK, iterate_scores
from sakaguru.engine.role_gaps import role_gaps
from sakaguru.engine.roles import ROLES
from sakaguru.engine.rollup import roll_up
from sakaguru.engine.scores import NodeScores, SchoolScores, empty_scores, node_room

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from sakaguru.engine.command.flags import Flag
    from sakaguru.engine.command.inputs import Inputs
    from sakaguru.engine.command.places import Regions
    from sakaguru.engine.command.progress import Progress

CSV_SCHOOLS = 20_000


def write_results(
    inputs: Inputs, options: Namespace, folder: Path, progress: Progress
) -> list[str]:
    """Write all files into ``folder``; give the warnings."""
    csv = options.csv or len(inputs.answers.schools) <= CSV_SCHOOLS
    scores, flags, counts = _write_schools(inputs, options, folder, progress, csv=csv)
    if inputs.regions is not None:
        progress.start("gathering regions")
        counts["regions"] = _write_regions(inputs, inputs.regions, scores, folder)
    progress.start("flagging")
    counts["flags"] = _write_flags(inputs, flags, folder)
    progress.start("digests")
    _write_manifest(inputs, options, folder, counts)
    progress.stop()
    _write_timing(folder, progress)
    return _warnings(inputs, scores)


def _write_schools(
    inputs: Inputs, options: Namespace, folder: Path, progress: Progress, *, csv: bool
) -> tuple[NodeScores, list[Flag], dict[str, int]]:
    """Score chunk by chunk; keep of it what regions need."""
    schools = inputs.answers.schools
    errors = not options.no_errors
    kept = node_room(inputs.instrument, len(schools), errors=errors)
    people = population_array(inputs.people, schools)
    chunks = _chunks(inputs, options, people)
    flags: list[Flag] = []
    progress.start("scoring", len(schools))
    with (
        TableWriter(folder, "scores", SCORES, parquet=True, csv=csv) as school_file,
        TableWriter(folder, "role_scores", ROLE_SCORES, parquet=True, csv=csv) as roles,
    ):
        for first, chunk in chunks:
            names = schools[first : first + len(chunk)]
            school_file.write(partial(score_columns, chunk, names))
            roles.write(partial(role_columns, chunk, names))
            flags += _chunk_flags(inputs, people, chunk, first)
            kept.put(slice(first, first + len(chunk)), chunk)
            progress.reached(first + len(chunk))
    return kept, flags, {"scores": school_file.rows, "role_scores": roles.rows}


def _chunks(
    inputs: Inputs, options: Namespace, people: NDArray[np.int64]
) -> Iterator[tuple[int, SchoolScores]]:
    """Scores of neighbouring schools, from threads here or from a cluster."""
    schools, errors = len(inputs.answers.schools), not options.no_errors
    if options.engine == "local":
        yield from iterate_scores(
            inputs.instrument,
            inputs.answers.answers,
            schools=schools,
            population=people,
            errors=errors,
            workers=options.workers,
        )
        return
    from sakaguru.engine.executors import spark  # noqa: PLC0415 -- optional

    result = spark.score_on_spark(
        options.session,
        spark.rows_of(inputs.answers.answers, people),
        framework=inputs.documents[0],
        instruments=list(inputs.documents[1:]),
        errors=errors,
        roles=True,
    )
    room = empty_scores(inputs.instrument, schools, errors=errors, roles=True)
    spark.fill(room, result)
    for first in range(0, schools, CHUNK):
        yield first, room.slice(first, min(first + CHUNK, schools))


def _chunk_flags(
    inputs: Inputs, people: NDArray[np.int64], chunk: SchoolScores, first: int
) -> list[Flag]:
    here = slice(first, first + len(chunk))
    gaps = role_gaps(
        chunk, inputs.answers.answers, population=people[here], first=first
    )
    return score_flags(chunk, inputs.answers.schools[here], gaps)


def _write_regions(
    inputs: Inputs, regions: Regions, scores: NodeScores, folder: Path
) -> int:
    """Every listed school belongs to a region, also those without answers."""
    schools = sorted(regions.schools)
    place = {school: ordinal for ordinal, school in enumerate(schools)}
    errors = scores.se is not None
    every = node_room(inputs.instrument, len(schools), errors=errors, blank=True)
    every.put([place[school] for school in inputs.answers.schools], scores)
    schema = regions_schema(len(inputs.instrument.framework.level_tops))
    with TableWriter(folder, "regions", schema, parquet=True, csv=True) as file:
        tiers = regions.tiers(schools)
        found = roll_up(every, [tier for tier, _ in tiers])
        for figures, (_, codes) in zip(found, tiers, strict=True):
            file.write(partial(region_columns, figures, codes, inputs.instrument))
    return file.rows


def _write_flags(inputs: Inputs, flags: list[Flag], folder: Path) -> int:
    index = inputs.instrument.framework.index
    rows = sorted(
        [*submission_flags(inputs), *flags],
        key=lambda flag: (*flag[:4], index.get(flag.node, -1), flag.value),
    )
    columns = list(zip(*rows, strict=True)) or [()] * len(FLAGS.names)
    texts = [[cell or None for cell in column] for column in columns[:-1]]
    with TableWriter(folder, "flags", FLAGS, parquet=False, csv=True) as file:
        file.write(lambda: [*texts, list(columns[-1])])
    return file.rows


def _write_manifest(
    inputs: Inputs, options: Namespace, folder: Path, counts: dict[str, int]
) -> None:
    written = sorted(path for path in folder.iterdir())
    answers = inputs.answers
    document = {
        "engine_version": ENGINE_VERSION,
        "method_version": METHOD_VERSION,
        "framework": f"{inputs.instrument.framework.code}@"
        f"{inputs.instrument.framework.version}",
        "instruments": list(inputs.instrument.names),
        "standard_errors": not options.no_errors,
        "inputs": {name: file_digest(path) for path, name in inputs.files},
        "outputs": {path.name: file_digest(path) for path in written},
        "counts": {
            "schools": len(answers.schools),
            "respondents": sum(len(rows.school) for rows in answers.rows.values()),
            **{
                f"respondents_{role}": len(answers.rows[role].school)
                for role in ROLES
                if role in answers.rows
            },
            **counts,
        },
    }
    _write_json(folder / "manifest.json", document)


def file_digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _write_timing(folder: Path, progress: Progress) -> None:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    document = {
        "seconds": {name: round(value, 3) for name, value in progress.seconds.items()},
        "peak_memory_mb": round(peak / 1024, 1),
    }
    _write_json(folder / "timing.json", document)


def _write_json(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _warnings(inputs: Inputs, scores: NodeScores) -> list[str]:
    """R9: fewer people stated than answered."""
    people = population_array(inputs.people, inputs.answers.schools)
    fewer = (people >= 0) & (people < scores.respondents)
    return [
        f"warning: school {inputs.answers.schools[school]}: "
        f"{people[school, role]} people of {ROLES[role]} stated, "
        f"{scores.respondents[school, role]} answered; the latter counts"
        for school, role in zip(*np.nonzero(fewer), strict=True)
    ]
