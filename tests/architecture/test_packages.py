"""Packages: few, each with its reason, locked with hashes, from no named registry."""

from __future__ import annotations

import re
import tomllib

import addresses
from sources import ROOT

MOST_PACKAGES = 30
PROJECT = (ROOT / "pyproject.toml").read_text()
SETTINGS = tomllib.loads(PROJECT)


def names(requirements) -> set[str]:
    return {re.split(r"[\[<>=!~; ]", line)[0].lower() for line in requirements}


def locked(file) -> set[str]:
    return names(re.findall(r"^[\w.-]+==", (ROOT / file).read_text(), re.MULTILINE))


def test_direct_packages_are_few_and_each_has_its_reason():
    listed = PROJECT.split("dependencies = [", 1)[1].split("\n]", 1)[0]
    lines = [line for line in listed.splitlines() if line.strip().startswith('"')]

    assert len(lines) <= MOST_PACKAGES
    assert [line for line in lines if "#" not in line] == []


def test_every_package_is_locked():
    groups = SETTINGS["dependency-groups"]
    run = names(SETTINGS["project"]["dependencies"]) | names(groups["build"])

    assert run - locked("requirements.lock") == set(), "run `make lock`"
    assert names(groups["dev"]) - locked("requirements-dev.lock") == set()
    assert names(groups["assets"]) - locked("requirements-assets.lock") == set()


def test_both_locks_agree():
    def pins(file):
        return set(
            re.findall(r"^([\w.-]+==[\w.]+)", (ROOT / file).read_text(), re.MULTILINE)
        )

    assert pins("requirements.lock") - pins("requirements-dev.lock") == set()


def test_every_locked_package_has_a_hash():
    for file in ROOT.glob("requirements*.lock"):
        for block in re.split(r"\n(?=\S)", file.read_text().strip()):
            assert "--hash=sha256:" in block, f"{file.name}: {block[:40]}"


def test_no_registry_and_no_machine_is_named():
    assert addresses.faults() == []
