"""What tests of campaigns stand on."""

from __future__ import annotations

import pytest
from factories.survey import asked_school, opened_campaign


@pytest.fixture
def school():
    return asked_school(opened_campaign())
