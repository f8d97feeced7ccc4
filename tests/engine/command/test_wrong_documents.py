"""Frameworks and instruments that are wrong."""

from __future__ import annotations

import pytest
from engine.command.wrong import faults_of
from engine.drawing import framework_document, instrument_document
from engine.files import World, items, nodes


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


FRAMEWORK_FAULTS = [
    ({"nodes": []}, "nodes: missing"),
    ({"nodes": [3]}, "nodes[0]: expected an object"),
    ({"code": ""}, "code: missing"),
    ({"code": "\ud800"}, "code: missing"),
    ({"scale_max": 0}, "scale_max: must be a number above 0"),
    ({"scale_max": 1e300}, "scale_max: must be a number above 0"),
    ({"levels": [{"up_to": 2}, {"up_to": 1}]}, "levels: up_to must rise"),
    (
        {"levels": [{"up_to": 2}, {"up_to": 6.99}]},
        "levels: the last up_to must reach scale_max, 7",
    ),
    ({"levels": [{}]}, "levels: every level needs"),
    ({"levels": [{"up_to": 10**400}]}, "levels: every level needs"),
    ({"levels": 5}, "levels: missing"),
    ({"minimum_respondents": {"XX": 1}}, "minimum_respondents: unknown role 'XX'"),
    ({"minimum_respondents": {"KS": -1}}, "minimum_respondents: KS must be"),
    ({"minimum_respondents": {"KS": 10**30}}, "minimum_respondents: KS must be"),
    ({"minimum_respondents": 3}, "minimum_respondents: expected an object"),
]


@pytest.mark.parametrize(("change", "expected"), FRAMEWORK_FAULTS)
def test_a_wrong_framework_is_told(change, expected, world, capsys):
    world.write_json("framework.json", framework_document(nodes()) | change)

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"framework.json: {expected}") for fault in faults)


NODE_FAULTS = [
    ({"parent": "9"}, "node 1.1: unknown parent '9'"),
    ({"parent": None}, "node 1.1: the parent of a indicator must be standard"),
    ({"parent": "1.1.1"}, "node 1.1: is its own ancestor"),
    ({"kind": "x"}, "node 1.1: kind must be one of"),
    ({"weight": 0}, "node 1.1: weight must be above 0"),
    ({"weight": True}, "node 1.1: weight must be above 0"),
    ({"weight": 1e308}, "node 1.1: weight must be above 0"),
    ({"weight": 10**400}, "node 1.1: weight must be above 0"),
    ({"weight": 5e-324}, "node 1.1: weight must be above 0"),
    ({"applies": 1}, "node 1.1: applies must be true or false"),
    ({"role_weights": {"XX": 1}}, "node 1.1: role_weights names the unknown role 'XX'"),
    ({"role_weights": {"KS": 0}}, "node 1.1: role weight of KS must be above 0"),
    ({"role_weights": []}, "node 1.1: role_weights must be an object"),
    ({"code": "a b"}, "node 'a b': not a usable code"),
    ({"code": 5}, "node 5: not a usable code"),
    ({"code": "1"}, "node 1: given twice"),
]


@pytest.mark.parametrize(("change", "expected"), NODE_FAULTS)
def test_a_wrong_node_is_told(change, expected, world, capsys):
    first, second, *rest = nodes()
    world.write_json(
        "framework.json", framework_document([first, second | change, *rest])
    )

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"framework.json: {expected}") for fault in faults), (
        faults
    )


ITEM_FAULTS = [
    ({"code": "K2"}, "item K2: given twice"),
    ({"code": None}, "item None: not a usable code"),
    ({"code": "role"}, "item role: a column of the answers has this name"),
    ({"code": "seconds"}, "item seconds: a column of the answers has this name"),
    ({"role": "XX"}, "item K1: unknown role 'XX'"),
    ({"node": "7"}, "item K1: unknown node '7'"),
    ({"node": 7}, "item K1: unknown node 7"),
    ({"node": "1.1"}, "item K1: node 1.1 is not a subindicator"),
    ({"weight": -1}, "item K1: weight must be above 0"),
    ({"max": 0}, "item K1: max must be a whole number from 1 to 250"),
    ({"max": 251}, "item K1: max must be a whole number from 1 to 250"),
    ({"max": 1.5}, "item K1: max must be a whole number from 1 to 250"),
]


@pytest.mark.parametrize(("change", "expected"), ITEM_FAULTS)
def test_a_wrong_item_is_told(change, expected, world, capsys):
    first, *rest = items()
    world.write_json("instrument.json", instrument_document([first | change, *rest]))

    faults = faults_of(world, capsys)

    assert any(fault.startswith(f"instrument.json: {expected}") for fault in faults), (
        faults
    )


def test_an_item_twice_in_two_instruments_is_told(world, capsys):
    world.write_json("more.json", instrument_document(items()[:1]))
    arguments = world.arguments("--instrument", str(world.folder / "more.json"))

    from sakaguru.engine.command import run

    assert run(arguments) == 2
    assert capsys.readouterr().err == "more.json: item K1: given twice\n"


def test_an_instrument_of_another_framework_is_told(world, capsys):
    world.write_json(
        "instrument.json", instrument_document(items()) | {"framework": "G"}
    )

    assert faults_of(world, capsys) == [
        "instrument.json: framework: 'G' is not the given 'F'"
    ]


@pytest.mark.parametrize(
    "text", ["{", "[1, 2]", "\xff", "null", "[" * 100_000, f'{{"code": {"1" * 5000}}}']
)
def test_documents_that_are_no_objects_are_told(text, world, capsys):
    (world.folder / "framework.json").write_bytes(text.encode("latin-1"))
    (world.folder / "instrument.json").write_bytes(text.encode("latin-1"))

    assert faults_of(world, capsys)


def test_an_instrument_that_is_no_object_is_told(world, capsys):
    world.write_json("instrument.json", [1])

    assert faults_of(world, capsys) == [
        "instrument.json: the document must be a JSON object"
    ]
