"""The course of `sakaguru score`."""

from __future__ import annotations

import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, NoReturn

from sakaguru.engine.command.faultlog import FaultLog
from sakaguru.engine.command.folders import move_results, workshop, written_over
from sakaguru.engine.command.inputs import read_inputs
from sakaguru.engine.command.options import parser
from sakaguru.engine.command.progress import Progress
from sakaguru.engine.command.results import write_results

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

WRONG_INPUT = 2
INTERRUPTED = 130
CANNOT_WRITE = "the results cannot be written here, expected another folder"


def main(argv: list[str]) -> int:
    try:
        options = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    before = _stop_kindly()
    try:
        return _score(options)
    except KeyboardInterrupt:
        _say(["interrupted, nothing was written"])
        return INTERRUPTED
    finally:
        if before is not None:
            signal.signal(signal.SIGTERM, before)


def _stop_kindly() -> Any:
    """Take a request to end like Ctrl-C, so that nothing half stays behind."""
    if threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def _score(options: Namespace) -> int:
    log, progress = FaultLog(), Progress()
    if options.out.exists() and not options.out.is_dir():
        log.add_text(str(options.out), "is a file, expected a folder")
    for path in written_over(options.out, _inputs_named(options)):
        what = f"the results would be written over {path}, expected another folder"
        log.add_text(f"--out {options.out}", what)
    if log:
        _say(log.sorted_lines())
        return WRONG_INPUT
    if options.engine == "spark":
        try:
            from pyspark.sql import SparkSession  # noqa: PLC0415 -- optional
        except ImportError:
            _say(["--engine spark: pyspark is missing, expected sakaguru[spark]"])
            return WRONG_INPUT
        options.session = SparkSession.builder.getOrCreate()
    try:
        return _in_workshop(options, log, progress)
    except OSError as error:
        progress.stop()
        _say([f"--out {options.out}: {CANNOT_WRITE} ({error.strerror or error})"])
        return WRONG_INPUT


def _inputs_named(options: Namespace) -> list[Path]:
    named = [options.framework, *options.instrument, options.answers]
    return named + [path for path in (options.population, options.regions) if path]


def _in_workshop(options: Namespace, log: FaultLog, progress: Progress) -> int:
    with workshop(options.out) as folder:
        inputs = read_inputs(options, folder, log, progress)
        progress.stop()
        if inputs is None:
            _say(log.sorted_lines())
            return WRONG_INPUT
        finished = folder / "out"
        finished.mkdir()
        _say(write_results(inputs, options, finished, progress))
        move_results(finished, options.out)
    return 0


def _say(lines: list[str]) -> None:
    for line in lines:
        sys.stderr.write(f"{line}\n")
