"""The capabilities and modules of the package, for tests of the architecture."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "sakaguru"


@cache
def contract(name: str) -> dict[str, Any]:
    """One import contract of pyproject.toml."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    contracts = settings["tool"]["importlinter"]["contracts"]
    return next(contract for contract in contracts if contract["id"] == name)


def heights() -> dict[str, int]:
    """Folder to its height in the cycle; the higher may call the lower."""
    layers = reversed(contract("cycle")["layers"])
    return {
        folder.strip("() "): height
        for height, layer in enumerate(layers)
        for folder in layer.split("|")
    }


def capabilities() -> list[str]:
    return [name.removeprefix("sakaguru.") for name in contract("inside")["containers"]]


def modules() -> Iterator[Path]:
    """Our Python files, migrations left out: Django writes those."""
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            yield path


def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), filename=str(path))


def short(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
