"""The bill of materials (CycloneDX 1.6): what runs, from the locks, the same each time.

Python's packages come from requirements.lock with all their hashes; of npm's only what
is built into the assets. Licences are what the packages themselves say.
"""

from __future__ import annotations

import base64
import json
import re
import sys
import tomllib
import uuid
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, metadata, requires
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "dist" / "sbom.cdx.json"
PINNED = re.compile(r"^([\w.-]+)==([^\s;]+)(?: *; *(.*?))? *\\$")
BUILT_IN = ("@tabler/core", "htmx.org")
"""Of npm's packages those whose text ends up in the assets; a test looks."""

CLASSES = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
SAID_UNCLEARLY = {
    "colorama": "BSD-3-Clause",  # for Windows only; not installed elsewhere
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    "numba": "BSD-2-Clause",
    "qrcode": "BSD-3-Clause",
    "scipy": "BSD-3-Clause",
}
SPDX = re.compile(r"[A-Z][\w.+-]*(?: (?:AND|OR|WITH) [\w.+-]+)*")


@dataclass(frozen=True, slots=True)
class Package:
    name: str
    version: str
    kind: str
    licence: str
    hashes: tuple[tuple[str, str], ...]
    when: str = ""
    needs: tuple[str, ...] = field(default=())

    @property
    def address(self) -> str:
        return f"pkg:{self.kind}/{self.name.replace('@', '%40')}@{self.version}"

    def told(self) -> dict[str, Any]:
        component: dict[str, Any] = {
            "type": "library",
            "bom-ref": self.address,
            "name": self.name,
            "version": self.version,
            "scope": "required",
            "hashes": [{"alg": alg, "content": text} for alg, text in self.hashes],
            "licenses": [{"expression": self.licence}],
            "purl": self.address,
        }
        if self.when:
            marker = {"name": "python:environment-marker", "value": self.when}
            component["properties"] = [marker]
        return component


def python_packages() -> list[Package]:
    text = (ROOT / "requirements.lock").read_text()
    found = []
    for block in re.split(r"\n(?=\S)", text.strip()):
        pinned = PINNED.match(block.splitlines()[0])
        if pinned is None:
            raise ValueError(f"not a pinned package: {block[:60]}")
        name, version, when = pinned[1], pinned[2], pinned[3] or ""
        hashes = sorted(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
        listed = tuple(("SHA-256", text) for text in hashes)
        found.append(
            Package(name, version, "pypi", licence(name), listed, when, needs(name))
        )
    return found


def licence(name: str) -> str:
    """An SPDX expression, from what the installed package says of itself.

    Raises:
        ValueError: it says nothing that we can read: add it to `SAID_UNCLEARLY`.
    """
    if name in SAID_UNCLEARLY:
        return SAID_UNCLEARLY[name]
    told = metadata(name)
    stated = told.get("License-Expression") or told.get("License") or ""
    classes = [c.rpartition(" :: ")[2] for c in told.get_all("Classifier") or []]
    known = sorted({CLASSES[each] for each in classes if each in CLASSES})
    if SPDX.fullmatch(stated) and stated not in {"BSD", "Apache"}:
        return stated
    if not known:
        raise ValueError(f"{name}: {stated or 'no licence'}")
    return " OR ".join(known)


def needs(name: str) -> tuple[str, ...]:
    try:
        said = requires(name) or []
    except PackageNotFoundError:
        return ()
    wanted = (Requirement(line) for line in said)
    return tuple(
        sorted({canonicalize_name(each.name) for each in wanted if _holds(each)})
    )


def _holds(requirement: Requirement) -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({"extra": ""})


def built_in_packages() -> list[Package]:
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    found = []
    for name in BUILT_IN:
        entry = locked[f"node_modules/{name}"]
        alg, _, text = entry["integrity"].partition("-")
        digest = base64.b64decode(text).hex()
        hashes = ((f"SHA-{alg.removeprefix('sha')}", digest),)
        found.append(Package(name, entry["version"], "npm", entry["license"], hashes))
    return found


def bill() -> dict[str, Any]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    packages = python_packages() + built_in_packages()
    root = f"pkg:pypi/{project['name']}@{project['version']}"
    direct = {canonicalize_name(Requirement(e).name) for e in project["dependencies"]}
    components = [package.told() for package in packages]
    serial = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps([root, components]))
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{serial}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": root,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
                "purl": root,
            }
        },
        "components": components,
        "dependencies": [
            {"ref": root, "dependsOn": _addresses(packages, direct | set(BUILT_IN))},
            *(
                {"ref": p.address, "dependsOn": _addresses(packages, set(p.needs))}
                for p in packages
            ),
        ],
    }


def _addresses(packages: list[Package], names: set[str]) -> list[str]:
    return sorted(p.address for p in packages if p.name in names)


def text() -> str:
    return json.dumps(bill(), indent=1) + "\n"


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text())
    count = len(bill()["components"])
    sys.stdout.write(f"{FILE.relative_to(ROOT)}: {count} packages that run\n")
