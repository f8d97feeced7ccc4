from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

BUDGETS = {"app.css": 30, "app.js": 20, "light.css": 12, "light.js": 4, "upload.js": 3}
"""Kilobytes on the wire, so that a page opens on a weak line."""


@pytest.mark.parametrize(("name", "budget"), BUDGETS.items())
def test_the_assets_stay_within_their_budget(name, budget):
    path = finders.find(f"ui/{name}")

    assert path, "Assets are missing: `make setup` builds them."
    assert len(gzip.compress(Path(path).read_bytes())) / 1000 <= budget


@pytest.mark.parametrize("name", ["app.css", "light.css"])
def test_style_sheets_ask_for_nothing_from_elsewhere(name):
    text = Path(finders.find(f"ui/{name}")).read_text()

    assert "url(http" not in text
    assert "@import" not in text
