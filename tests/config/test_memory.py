"""NumPy reads how it shall ask for memory once, when it is loaded."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

NAME = "NUMPY_MADVISE_HUGEPAGE"
PROGRAM = """
import contextlib, os, sys
from sakaguru.config.cli import main
assert "numpy" not in sys.modules
with contextlib.suppress(SystemExit):
    main(["score", "--help"])
print(os.environ["NUMPY_MADVISE_HUGEPAGE"])
"""


@pytest.mark.parametrize(("given", "found"), [(None, "0"), ("1", "1")])
def test_programs_take_small_pages_unless_somebody_asks_for_huge_ones(given, found):
    kept = {name: value for name, value in os.environ.items() if name != NAME}
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=kept if given is None else kept | {NAME: given},
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.split()[-1] == found
