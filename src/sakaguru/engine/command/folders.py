"""Write all of the results or nothing."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RESULTS = (
    "scores.parquet",
    "scores.csv",
    "role_scores.parquet",
    "role_scores.csv",
    "regions.parquet",
    "regions.csv",
    "flags.csv",
    "timing.json",
    "manifest.json",
)
"""Everything a run may write; the manifest comes last into its place."""


def written_over(out: Path, inputs: Iterable[Path]) -> list[Path]:
    """The inputs that the results would replace, or among which they would lie."""
    place = out.resolve()
    return [
        path
        for path in inputs
        if path.resolve() in (place, *place.parents)
        or (path.name in RESULTS and path.resolve().parent == place)
    ]


@contextlib.contextmanager
def workshop(out: Path) -> Iterator[Path]:
    """A hidden folder beside ``out`` that is gone afterwards, whatever happens."""
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
    try:
        yield folder
    finally:
        with undisturbed():
            shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Be deaf to requests to end for the moment in which half would be left."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    requests = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(request, signal.SIG_IGN) for request in requests]
    try:
        yield
    finally:
        for request, answer in zip(requests, before, strict=True):
            signal.signal(request, answer)


def move_results(finished: Path, out: Path) -> None:
    """Put complete files in their place; results of an earlier run go.

    Where no manifest tells of an earlier run, files that are not replaced are
    somebody's own and stay.
    """
    with undisturbed():
        out.mkdir(exist_ok=True)
        if (out / "manifest.json").exists():
            (out / "manifest.json").unlink()
            for name in RESULTS:
                if not (finished / name).exists():
                    (out / name).unlink(missing_ok=True)
        for name in RESULTS:
            if (finished / name).exists():
                os.replace(finished / name, out / name)  # noqa: PTH105 -- over the old
