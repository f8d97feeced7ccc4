"""What tests of the engine ask for. No Django."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

same = os.environ.get("SAME_WORLDS") == "1"
settings.register_profile(
    "engine",
    deadline=None,
    max_examples=40,
    derandomize=same,
    **({"database": None} if same else {}),
)
if os.environ.get("HYPOTHESIS_PROFILE") == "prove":
    settings.register_profile("prove", deadline=None, max_examples=1000)


@pytest.fixture(scope="session", autouse=True)
def data_folder(tmp_path_factory):
    """Stands in for the fixture of the same name that needs Django."""
    return tmp_path_factory.mktemp("data")
