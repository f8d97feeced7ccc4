"""What serves pages stays light: heavy packages belong to background work."""

from __future__ import annotations

import os
import subprocess
import sys

HEAVY = ("numba", "llvmlite", "duckdb", "scipy", "pyspark", "pandas")
LOAD = f"""
import sys
import sakaguru.config.wsgi
from django.urls import get_resolver
get_resolver().url_patterns
print(sorted(set({HEAVY!r}) & set(sys.modules)))
"""


def test_web_processes_import_no_heavy_package():
    done = subprocess.run(
        [sys.executable, "-c", LOAD],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "SECRET_KEY": "only-for-this-test-" * 4},
    )

    assert done.stdout.strip() == "[]"
