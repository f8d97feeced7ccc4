"""Packages: few, each with its reason, locked with hashes, from no named registry."""

from __future__ import annotations

import json
import re
import tomllib

import addresses
import bandits
import bom
from sources import ROOT

MOST_PACKAGES = 30
MOST_LOCKED = 75
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


def test_what_runs_is_a_short_list():
    groups = SETTINGS["dependency-groups"]
    needed_to_install = names(groups["build"])

    assert len(locked("requirements.lock") - needed_to_install) <= MOST_LOCKED


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


def test_the_bill_of_materials_names_all_that_runs_with_hash_and_licence():
    told = json.loads(bom.text())
    components = told["components"]

    lock = (ROOT / "requirements.lock").read_text()
    pins = set(re.findall(r"^([\w.-]+==[^\s;]+)", lock, re.MULTILINE))
    assert {f"{c['name']}=={c['version']}" for c in components} >= pins
    digests = {hash_["content"] for c in components for hash_ in c["hashes"]}
    assert digests >= set(re.findall(r"--hash=sha256:(\w+)", lock))
    assert all(c["hashes"] and c["licenses"][0]["expression"] for c in components)
    assert bom.text() == bom.text()


def test_the_bill_of_materials_names_what_is_built_into_the_assets():
    scripts = (ROOT / "frontend" / "ts").rglob("*.ts")
    bare = re.compile(r"""^import (?:.* from )?["']([^."'][^"']*)["']""", re.MULTILINE)
    built_in = {name for file in scripts for name in bare.findall(file.read_text())}
    build = (ROOT / "frontend" / "build.mjs").read_text()
    built_in |= set(re.findall(r"node_modules/((?:@[\w-]+/)?[\w.-]+)", build))

    assert built_in == set(bom.BUILT_IN)


def test_every_name_in_the_bill_of_materials_that_is_needed_stands_in_it():
    told = json.loads(bom.text())
    known = {component["bom-ref"] for component in told["components"]}
    root, *others = told["dependencies"]

    assert len(root["dependsOn"]) >= len(SETTINGS["project"]["dependencies"])
    assert {each["ref"] for each in others} == known
    assert {n for each in others for n in each["dependsOn"]} <= known


def finding(code, line):
    return {"filename": code, "line_range": [line], "test_id": "B608"} | {
        "line_number": line,
        "issue_text": "",
    }


def test_an_exception_from_bandit_needs_its_number_and_a_reason(tmp_path):
    code = tmp_path / "code.py"
    lines = (
        "# noqa: S608 -- ours",
        "",
        "",
        "# noqa: S608",
        "",
        "",
        "# noqa: S101 -- x",
    )
    code.write_text("\n".join(f"a = 1  {line}" for line in lines))

    said = [bool(bandits.faults([finding(code, line)])) for line in (1, 4, 7)]

    assert said == [False, True, True]


def test_bandit_runs_in_the_check():
    recipe = (ROOT / "Makefile").read_text().split("\nlint:")[1].split("\n\n")[0]

    assert "tests/bandits.py" in recipe
