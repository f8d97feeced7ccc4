"""Web processes stay light: the kernel is for background work."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys, django
django.setup()
import sakaguru.scoring.web.urls, sakaguru.scoring.tasks
heavy = {"numba", "duckdb", "scipy", "pyarrow"} & set(sys.modules)
sys.exit(f"loaded: {sorted(heavy)}" if heavy else 0)
"""


def test_the_doors_of_scoring_load_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], check=False, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
