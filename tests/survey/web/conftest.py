"""What tests of questionnaires stand on."""

from __future__ import annotations

import pytest
from django.utils import timezone
from factories.survey import AT, asked_school, opened_campaign


@pytest.fixture
def today(monkeypatch):
    """A day inside the dates of the campaign."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture
def school():
    return asked_school(opened_campaign())
