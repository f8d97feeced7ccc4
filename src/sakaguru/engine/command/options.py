"""The arguments of `sakaguru score`."""

from __future__ import annotations

import argparse
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(
        prog="sakaguru score",
        description="Compute scores from files of answers, without a database.",
    )
    add = options.add_argument
    add("--framework", type=Path, required=True, help="framework.json")
    add(
        "--instrument",
        type=Path,
        required=True,
        action="append",
        help="instrument.json; may be given several times",
    )
    add(
        "--answers",
        type=Path,
        required=True,
        help="a CSV, Parquet or XLSX file, or a folder of them",
    )
    add("--population", type=Path, help="school_id,role,people")
    add(
        "--regions",
        type=Path,
        help="school_id,gugus,kecamatan,district,province[,pupils]",
    )
    add("--out", type=Path, required=True, help="folder for the results")
    add("--engine", choices=("local", "spark"), default="local")
    add("--workers", type=_workers, help="threads; as many as processors by default")
    add("--no-errors", action="store_true", help="skip standard errors")
    add("--csv", action="store_true", help="write CSV beyond 20,000 schools too")
    return options


def _workers(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("expected a whole number from 1 up")
    return number
