"""Results of tests stay out of the warehouse."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def warehouse(settings, tmp_path):
    settings.WAREHOUSE = tmp_path / "warehouse"
