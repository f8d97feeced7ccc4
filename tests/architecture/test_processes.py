"""Processes that share the suite: what belongs together stays together."""

from __future__ import annotations


def test_the_tests_of_a_file_are_done_by_one_process(request):
    """It would slip silently: pytest-xdist 3.8 writes what pytest 9.2 never reads."""
    is_shared = request.config.getoption("loadgroup", default=False)

    told = request.node.nodeid.endswith("@architecture/test_processes.py")

    assert told == is_shared
