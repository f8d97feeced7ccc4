"""What tests of plans stand on."""

from __future__ import annotations

import pytest
from factories.planning import planning_world


@pytest.fixture
def world(actor_at):
    """A school below a whole line, its people, a gap, and a draft with one activity."""
    return planning_world(actor_at)
