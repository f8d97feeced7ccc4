"""What a reader sees on a page of the browser."""

from __future__ import annotations

import re
from typing import Any


def words_of(page: Any) -> str:
    """The visible words of the main part, in one line."""
    return re.sub(r"\s+", " ", page.locator("main").inner_text())
