"""The frameworks that come with the package."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

NAMES = ("snp_2016", "rapor_pendidikan_sd")


def shipped_framework(name: str) -> dict[str, Any]:
    """Read one of ``NAMES`` as the document that `services.loading` takes."""
    text = resources.files("sakaguru.standards") / "data" / f"{name}.json"
    document: dict[str, Any] = json.loads(text.read_text(encoding="utf-8"))
    return document
