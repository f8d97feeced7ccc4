from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sakaguru.engine import packing

POINTS = st.none() | st.integers(0, packing.HIGHEST)


@given(st.lists(POINTS))
def test_a_packed_submission_unpacks_to_the_same_points(points):
    body = packing.pack(points)

    assert len(body) == len(points)
    assert packing.unpack(body) == points


@pytest.mark.parametrize("points", [251, 254])
def test_points_above_the_highest_are_refused(points):
    with pytest.raises(ValueError, match="0 to 250"):
        packing.pack([points])


def test_check_lists_what_is_above_an_items_maximum():
    body = packing.pack([3, None, 4])

    assert packing.check(body, [3, 3, 3]) == [2]
    assert packing.check(body, [3, 3, 4]) == []


def test_check_wants_one_answer_per_item():
    with pytest.raises(ValueError, match="2 answers for 1 items"):
        packing.check(packing.pack([1, 2]), [3])


def test_digest_differs_by_every_part():
    body = packing.pack([1, 2])
    given = {"instrument": "I@1", "role": "GS", "respondent": "a"}
    digests = {
        packing.digest(body, **given),
        packing.digest(packing.pack([2, 1]), **given),
        packing.digest(body, **{**given, "instrument": "I@2"}),
        packing.digest(body, **{**given, "role": "SS"}),
        packing.digest(body, **{**given, "respondent": "b"}),
    }

    assert len(digests) == 5
    assert all(len(digest) == 64 for digest in digests)


def test_digest_keeps_its_value_for_ever():
    digest = packing.digest(b"\x01\xff", instrument="I@1", role="GS", respondent="a")

    assert digest == "0896c25a2a3231fb090c152889cb663ba5aa0ffd390b2d170c7fa6afff87d09e"


HEAVY = "{'numpy', 'numba', 'pyarrow', 'duckdb', 'scipy', 'django'}"


def loaded_by(statement):
    code = f"import sys\n{statement}\nprint(sorted({HEAVY} & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    return run.stdout.strip()


def test_packing_loads_nothing_heavy():
    assert loaded_by("import sakaguru.engine.packing") == "[]"


def test_the_engine_loads_no_numba_before_it_computes():
    modules = "scores, rollup, kernel, quality, role_gaps, executors.local"
    statement = "\n".join(
        f"import sakaguru.engine.{name}" for name in modules.split(", ")
    )

    assert loaded_by(statement) == "['numpy']"


def test_the_command_knows_no_django():
    assert "django" not in loaded_by("import sakaguru.engine.command.main")
