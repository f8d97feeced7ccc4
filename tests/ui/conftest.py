"""What tests of doors stand on."""

from __future__ import annotations

import pytest

from sakaguru.core.access import Rule


@pytest.fixture
def rule():
    made = Rule(name="menguji", roles=frozenset({"head"}))
    yield made
    Rule.registry.remove(made)
