"""The policy table is whole: no address, operation or rule without a row."""

from __future__ import annotations

import inspect
from importlib import import_module

import pytest
from django.conf import settings
from django.urls import resolve
from matrix.addresses import addresses
from matrix.cells import cells, operations, rows
from matrix.keeping import say
from matrix.policy import Audience
from matrix.world import RELATIONS, samples

from sakaguru.core.access import SYSTEM_ROLE, Rule
from sakaguru.survey.api.openapi import document
from sakaguru.ui.http import OpenTo

pytestmark = pytest.mark.xdist_group("world")

TOLD = "add a row to tests/matrix/samples/<capability>.py (see policy.py)"


def our_rules() -> dict[str, Rule]:
    found = {}
    for name in settings.CAPABILITIES:
        try:
            module = import_module(f"{name}.permissions")
        except ModuleNotFoundError:
            continue
        told = inspect.getmembers(module, lambda each: isinstance(each, Rule))
        found |= {f"{name.rpartition('.')[2]}.{word}": rule for word, rule in told}
    return found


def test_every_address_has_a_row():
    table = rows()
    without = [each.name for each in addresses() if each.name not in table]

    assert without == [], TOLD


def test_no_row_is_about_an_address_that_is_gone():
    known = {each.name for each in addresses()}

    assert sorted(set(rows()) - known) == []


def test_no_row_stands_twice():
    names = [name for module in samples() for name in module.ROWS]

    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_every_row_is_reached_by_an_operation():
    reached = {each.address.name for each in operations()}

    assert sorted(set(rows()) - reached) == []


def test_every_rule_that_people_use_is_named_by_a_row_or_by_a_sample():
    told = set().union(*(row.rules() for row in rows().values()))
    for module in samples():
        named = inspect.getmembers(module, lambda each: isinstance(each, Rule))
        told |= {id(rule) for _name, rule in named}
    people = {
        name: rule for name, rule in our_rules().items() if rule.roles - {SYSTEM_ROLE}
    }

    assert [name for name, rule in people.items() if id(rule) not in told] == []


def test_every_door_that_names_a_word_of_a_step_has_a_row_for_each():
    stepped = [each.name for each in addresses() if "verb>" in each.route]
    table = rows()

    assert [name for name in stepped if name in table and not table[name].verbs] == []


def test_rows_and_doors_agree_on_who_needs_no_rule():
    table, wrong = rows(), []
    for each in addresses():
        open_door = {OpenTo.EVERYONE, OpenTo.LINK_HOLDER} & set(each.access)
        row = table.get(each.name)
        if row is None or not each.is_ours:
            continue
        if bool(open_door) is not (row.audience is Audience.EVERYONE):
            wrong.append(each.name)

    assert wrong == []


def test_every_operation_of_the_described_interface_is_an_address():
    known = {each.name for each in addresses()}
    found = {
        resolve(f"/api/v1{path}" if not path.startswith("/api") else path).view_name
        for path in document()["paths"]
    }

    assert found <= known


def test_every_kind_of_object_exists_in_every_relation_it_can_have(world):
    kinds = {row.kind for row in rows().values() if row.kind}

    assert sorted(kinds - set(world.missing)) == []
    assert {kind for kind in kinds if not world.things[kind]} <= NOT_PLANTED


NOT_PLANTED = {"form file", "receipt"}
"""What has no unit: asked for as missing, and in its own tests."""


def test_the_matrix_is_as_large_as_promised(world):
    every = cells(world)
    relations = {cell.relation for cell in every}
    told = (len(every), len(world.people), len(operations()))
    say("{} cells: {} persons, {} operations".format(*told))

    assert len(world.people) >= 16
    assert set(RELATIONS) | {"none", "granted"} <= relations
    assert len(every) >= 14_000
