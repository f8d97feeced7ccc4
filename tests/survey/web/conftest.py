"""What tests of questionnaires stand on."""

from __future__ import annotations

import pytest
from django.utils import timezone
from factories.survey import AT


@pytest.fixture
def today(monkeypatch):
    """A day inside the dates of the campaign."""
    monkeypatch.setattr(timezone, "now", lambda: AT)
