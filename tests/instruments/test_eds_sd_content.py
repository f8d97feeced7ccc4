from __future__ import annotations

import json
from importlib import resources
from pathlib import Path

import pytest

from sakaguru.instruments.logic.item_checks import find_faults, question_nodes

FOLDER = resources.files("sakaguru.instruments") / "data/eds_sd_2026"
ROLES = ("ks", "gs", "ss", "mt", "ps")


def read(name: str):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def sd_nodes() -> list[str]:
    path = Path(__file__).with_name("sd_nodes.json")
    grouped = json.loads(path.read_text(encoding="utf-8"))
    return [f"{parent}.{last}" for parent, all_ in grouped.items() for last in all_]


def test_the_instrument_has_no_faults():
    roles = [read(name) for name in (*ROLES, "data")]
    assert find_faults(read("instrument"), roles, sd_nodes()) == []


def test_people_are_asked_about_every_standard_and_110_sub_indicators():
    nodes = question_nodes([read(name) for name in ROLES])
    assert len(nodes) >= 110
    assert {node.split(".")[0] for node in nodes} == set("12345678")


def test_156_sub_indicators_apply_to_primary_schools():
    assert len(sd_nodes()) == 156


@pytest.mark.parametrize(
    ("name", "amount"), [("ks", 58), ("gs", 45), ("ss", 30), ("mt", 20), ("ps", 24)]
)
def test_each_role_has_its_share(name, amount):
    assert len(read(name)["items"]) == amount


def test_the_head_is_asked_about_58_different_things_and_the_supervisor_about_24():
    assert len(question_nodes([read("ks")])) == 58
    assert len(question_nodes([read("ps")])) == 24


def test_a_supervisor_is_a_second_witness_for_the_head():
    shared = question_nodes([read("ks")]) & question_nodes([read("ps")])
    assert len(shared) >= 12


def test_the_list_of_roles_agrees_with_their_files():
    for each in read("instrument")["roles"]:
        role = read(each["role"].lower())
        assert len(role.get("items", role.get("rules"))) == each["items"]
        assert role["minutes"] == each["minutes"]
        assert each["file"] == f"{each['role'].lower()}.json"
