"""Read and check everything the command is given."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sakaguru.engine.command.answers import AnswerReader, FileAnswers, answer_files
from sakaguru.engine.command.places import Regions, read_population, read_regions
from sakaguru.engine.documents import framework_faults, instrument_faults
from sakaguru.engine.framework import Framework, compile_framework
from sakaguru.engine.instruments import Instrument, compile_instrument

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from sakaguru.engine.command.faultlog import FaultLog
    from sakaguru.engine.command.progress import Progress


@dataclass(frozen=True, eq=False)
class Inputs:
    """All input, checked."""

    instrument: Instrument
    answers: FileAnswers
    people: dict[tuple[str, str], int]
    regions: Regions | None
    files: tuple[tuple[Path, str], ...]
    """Every file that was read, with its name in the manifest."""
    documents: tuple[Any, ...]
    """The standard set's and the questionnaires' documents."""


def read_inputs(
    options: Namespace, folder: Path, log: FaultLog, progress: Progress
) -> Inputs | None:
    """Read all files; None when something is wrong, all of which is in the log."""
    framework = _framework(options.framework, log)
    instrument = None
    if framework is not None:
        instrument = _instrument(options.instrument, framework, log)
    files = answer_files(options.answers, log)
    answers = None
    if instrument is not None and files:
        with closing(AnswerReader(instrument, folder, log)) as reader:
            progress.start("reading answers", len(files))
            reader.read(files, progress.reached)
            answers = reader.finish()
    people = read_population(options.population, log) if options.population else {}
    regions = read_regions(options.regions, log) if options.regions else None
    if instrument is not None and regions is not None:
        _check_listed(options, reader.schools if files else {}, regions, log)
    if log or instrument is None or answers is None:
        return None
    paths = [options.framework, *options.instrument]
    documents = tuple(load_json(path, log) for path in paths)
    named = _named(options, files)
    return Inputs(instrument, answers, people, regions, named, documents)


def _named(
    options: Namespace, files: list[tuple[Path, str]]
) -> tuple[tuple[Path, str], ...]:
    single = [options.framework, *options.instrument]
    single += [path for path in (options.population, options.regions) if path]
    named = [(path, path.name) for path in single]
    return (*named, *((path, f"answers/{name}") for path, name in files))


def _check_listed(
    options: Namespace, schools: dict[str, int], regions: Regions, log: FaultLog
) -> None:
    """A school with answers must be listed."""
    for school in sorted(set(schools) - set(regions.schools)):
        what = f"school {school} has answers and is not listed, expected a row"
        log.add_text(options.regions.name, what)


def load_json(path: Path, log: FaultLog) -> Any:
    """A JSON document; None when it is not one, which is then in the log."""
    try:
        document = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        log.add_text(str(path), f"cannot be read: {error.strerror}")
    except UnicodeDecodeError:
        log.add_text(path.name, "not UTF-8, expected UTF-8")
    except json.JSONDecodeError as error:
        log.add(path.name, error.lineno, str(error.colno), f"not JSON: {error.msg}")
    except (ValueError, RecursionError) as error:
        log.add_text(path.name, f"cannot be read: {error}")
    else:
        if document is None:
            log.add_text(path.name, "the document must be a JSON object")
        return document
    return None


def _framework(path: Path, log: FaultLog) -> Framework | None:
    document = load_json(path, log)
    if document is None:
        return None
    if faults := framework_faults(document):
        for fault in faults:
            log.add_text(path.name, fault)
        return None
    return compile_framework(document)


def _instrument(
    paths: list[Path], framework: Framework, log: FaultLog
) -> Instrument | None:
    loaded = [(path, load_json(path, log)) for path in paths]
    documents = [document for _, document in loaded if document is not None]
    names = [path.name for path, document in loaded if document is not None]
    kinds = dict(zip(framework.codes[1:], framework.kind[1:], strict=True))
    found = instrument_faults(documents, framework.code, kinds)
    for name, faults in zip(names, found, strict=True):
        for fault in faults:
            log.add_text(name, fault)
    if any(found) or len(documents) < len(paths):
        return None
    return compile_instrument(documents, framework)
