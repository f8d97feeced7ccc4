"""Work on strangers' bytes in a process of its own, with little to spend.

What reads a file can be made to hang, to eat memory, or worse. So it runs apart: no
settings, no database, no secrets in its environment, limits on memory, processor time,
files and clock. The module that is named offers ``work(content: bytes) -> bytes``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from importlib import import_module

SECONDS = 10
MEGABYTES = 1024
LARGEST_ANSWER = 64 << 20


class WorkFailed(Exception):
    """The work broke, took too long, or wanted too much."""


def run_apart(
    module: str, content: bytes, *, seconds: int = SECONDS, megabytes: int = MEGABYTES
) -> bytes:
    """Give bytes to ``module.work`` in another process; return what it gives.

    Raises:
        WorkFailed: it raised, was stopped at a limit, or answered too much.
    """
    command = [sys.executable, "-I", "-m", "sakaguru.core.apart", module]
    try:
        done = subprocess.run(
            [*command, str(seconds), str(megabytes)],
            input=content,
            capture_output=True,
            timeout=3 * seconds,
            check=False,
            cwd="/",
            env={"LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise WorkFailed("too long") from None
    if done.returncode or len(done.stdout) > LARGEST_ANSWER:
        raise WorkFailed(f"ended with {done.returncode}")
    return done.stdout


def main(module: str, seconds: str, megabytes: str) -> None:
    """The other side: bind ourselves, then read and work."""
    memory = int(megabytes) << 20
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, int(seconds)),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))
    work = import_module(module).work
    sys.stdout.buffer.write(work(sys.stdin.buffer.read()))


if __name__ == "__main__":
    main(*sys.argv[1:])
