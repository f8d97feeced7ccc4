"""Borders that import contracts cannot draw."""

from __future__ import annotations

import grimp
from sources import PACKAGE, capabilities, contract, heights

PUBLIC = {"enums", "logic", "models", "permissions", "queries", "services", "signals"}


def test_capabilities_meet_only_through_their_public_parts():
    graph = grimp.build_graph("sakaguru", cache_dir=None)
    ours = set(capabilities())
    trespasses = []
    for importer in graph.modules:
        for imported in graph.find_modules_directly_imported_by(importer):
            _, home, *_ = [*importer.split("."), "", ""]
            _, away, part, *_ = [*imported.split("."), "", ""]
            foreign = home != away and {home, away} <= ours
            if foreign and part not in PUBLIC:
                trespasses.append(f"{importer} -> {imported}")

    assert trespasses == []


def test_every_capability_has_the_same_inside():
    inside = set(capabilities())
    folders = {path.parent.name for path in PACKAGE.glob("*/apps.py")}

    assert folders - inside == {"core", "ui"}


def test_every_folder_has_its_place_in_the_cycle():
    folders = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}

    assert folders <= set(heights())
    assert set(contract("inside")["containers"]) <= {f"sakaguru.{f}" for f in folders}
