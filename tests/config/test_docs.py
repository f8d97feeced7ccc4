"""Pages that are printed from the code are as the code says."""

from __future__ import annotations

from django.utils.translation import override
from sources import ROOT, modules, short

from sakaguru.config.docs import (
    PERMISSIONS,
    REGISTER,
    permissions_page,
    register_page,
    rules,
)


def test_the_page_of_permissions_is_current():
    with override("id"):
        assert PERMISSIONS.read_text() == permissions_page(), "run `make docs`"


def test_the_register_of_personal_data_is_current():
    with override("id"):
        assert REGISTER.read_text() == register_page(), "run `make docs`"


def test_rules_are_written_only_in_permissions_modules():
    elsewhere = [
        short(path)
        for path in modules()
        if path.name != "permissions.py" and "= Rule(" in path.read_text()
    ]

    assert list(rules())
    assert elsewhere == []


def test_every_decision_says_status_context_decision_and_consequences():
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        text = path.read_text()
        for part in ("Status: ", "## Context", "## Decision", "## Consequences"):
            assert part in text, path.name
