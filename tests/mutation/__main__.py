"""Change what must not fail one place at a time, and list what no test noticed.

    python tests/mutation                       # all groups of groups.py
    python tests/mutation rules rights intake   # some
    python tests/mutation rights --again kept.txt   # what was not noticed then
    python tests/mutation intake --only survey/services/edits

A change is noticed when one of the tests that run its lines fails, or takes far too
long. Works on a copy of the source with a database of its own, so that others may go
on with theirs. Worlds drawn at random are the same ones for every change.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("src", "tests", "docs", "frontend", "bench", "deploy")
FILES = ("pyproject.toml", "Makefile", "README.md", "LICENSE", "NOTICE")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "node_modules", ".hypothesis")


def main() -> int:
    """Start over in a copy of the tree, and throw it away after."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as home:
        for folder in FOLDERS:
            shutil.copytree(ROOT / folder, Path(home, folder), ignore=LEFT_OUT)
        for name in FILES:
            shutil.copy2(ROOT / name, home)
        environment = os.environ | {
            "PYTHONPATH": f"{home}/src:{home}/tests",
            "PYTHONDONTWRITEBYTECODE": "1",
            "DJANGO_SETTINGS_MODULE": "sakaguru.config.settings",
            "SAME_WORLDS": "1",
            "SAKAGURU_NO_JIT": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "HYPOTHESIS_PROFILE": "mutation",
        }
        asked = [Path(each).resolve() if Path(each).is_file() else each
                 for each in sys.argv[1:]]  # fmt: skip
        os.chdir(home)
        command = [sys.executable, "-m", "mutation.running", *map(str, asked)]
        return os.spawnve(os.P_WAIT, sys.executable, command, environment)


if __name__ == "__main__":
    sys.exit(main())
