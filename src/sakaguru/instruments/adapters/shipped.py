"""The instrument that comes with the package."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any, NamedTuple

FOLDER = resources.files("sakaguru.instruments") / "data" / "eds_sd_2026"


class Shipped(NamedTuple):
    """The document of an instrument and those of its roles."""

    instrument: dict[str, Any]
    roles: list[dict[str, Any]]


def shipped_instrument() -> Shipped:
    """Read EDS-SD 2026.1 as `services.loading` takes it."""
    instrument = _read("instrument.json")
    return Shipped(instrument, [_read(role["file"]) for role in instrument["roles"]])


def _read(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return document
