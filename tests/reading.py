"""What a reader sees on a page of the browser, and how one goes on to the next."""

from __future__ import annotations

import re
from typing import Any


def words_of(page: Any) -> str:
    """The visible words of the main part, in one line."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())


def follow(page: Any, target: Any) -> None:
    """Press what leads to another page, and come back when that one is there."""
    with page.expect_navigation():
        target.click()
