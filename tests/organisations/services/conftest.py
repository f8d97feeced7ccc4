"""An office and its head, who hand in lists of schools."""

from __future__ import annotations

import pytest
from factories.school_lists import opened

from sakaguru.organisations.enums import Role
from sakaguru.organisations.services import schools


@pytest.fixture
def office(db):
    return opened()


@pytest.fixture
def head(office, actor_at):
    return actor_at(office, Role.HEAD)


@pytest.fixture
def many_parts(monkeypatch):
    """Each row is a part of its own, so that there is something between them."""
    monkeypatch.setattr(schools, "TOGETHER", 1)
