"""Check the documents framework.json and instrument.json before compiling them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from sakaguru.engine.packing import HIGHEST
from sakaguru.engine.roles import ROLES

FRAMEWORK_KINDS = ("standard", "indicator", "subindicator")
PARENT_KIND = {"standard": None, "indicator": "standard", "subindicator": "indicator"}
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
KEYS = ("school_id", "respondent_id", "role")
EXTRA = ("seconds", "device", "filled_by_other", "started_at")
"""Columns of the answers that are no items."""
LARGEST, SMALLEST = 1e9, 1e-9
"""Numbers beyond these cannot be added up without losing digits."""
WEIGHT = "weight must be above 0, from 1e-9 to 1e9"


def is_code(value: object) -> bool:
    return isinstance(value, str) and CODE.fullmatch(value) is not None


def is_number(value: object) -> bool:
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and -LARGEST <= value <= LARGEST
    )


def is_weight(value: object) -> bool:
    return isinstance(value, int | float) and is_number(value) and value >= SMALLEST


def is_count(value: object) -> bool:
    return isinstance(value, int) and is_number(value) and value >= 0


def is_text(value: object) -> bool:
    """Whether it can be written to a file: half a character cannot."""
    if isinstance(value, str):
        return value != "" and not re.search("[\ud800-\udfff]", value)
    return isinstance(value, int)


def _list_of_objects(document: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = document.get(key)
    if not isinstance(value, list):
        return []
    return [entry for entry in value if isinstance(entry, Mapping)]


def _shape_faults(
    document: object, texts: tuple[str, ...], lists: tuple[str, ...]
) -> list[str]:
    if not isinstance(document, Mapping):
        return ["the document must be a JSON object"]
    faults = [
        f"{key}: missing, expected a text"
        for key in texts
        if not is_text(document.get(key))
    ]
    for key in lists:
        value = document.get(key)
        if not isinstance(value, list) or not value:
            faults.append(f"{key}: missing, expected a list with at least one entry")
        else:
            faults += [
                f"{key}[{place}]: expected an object"
                for place, entry in enumerate(value)
                if not isinstance(entry, Mapping)
            ]
    return faults


def framework_faults(document: object) -> list[str]:
    """Everything that is wrong with a framework.json, one sentence each."""
    faults = _shape_faults(document, ("code", "version"), ("levels", "nodes"))
    if not isinstance(document, Mapping):
        return faults
    if not is_weight(document.get("scale_max")):
        faults.append("scale_max: must be a number above 0, at most 1e9")
    levels = _list_of_objects(document, "levels")
    faults += _level_faults(levels, document.get("scale_max"))
    faults += _minimum_faults(document.get("minimum_respondents", {}))
    nodes = _list_of_objects(document, "nodes")
    for node in nodes:
        faults += _node_faults(node)
    return faults + _tree_faults(nodes)


def _level_faults(levels: list[Mapping[str, Any]], highest: object) -> list[str]:
    tops = [level.get("up_to") for level in levels]
    if not all(is_number(top) for top in tops):
        return ["levels: every level needs a number up_to"]
    if any(low >= high for low, high in pairwise(tops)):  # type: ignore[operator]
        return ["levels: up_to must rise from level to level"]
    if tops and is_weight(highest) and tops[-1] < highest:  # type: ignore[operator]
        return [f"levels: the last up_to must reach scale_max, {highest}"]
    return []


def _minimum_faults(minimum: object) -> list[str]:
    if not isinstance(minimum, Mapping):
        return ["minimum_respondents: expected an object of role and number"]
    return [
        f"minimum_respondents: unknown role {role!r}, "
        f"expected one of {', '.join(ROLES)}"
        for role in minimum
        if role not in ROLES
    ] + [
        f"minimum_respondents: {role} must be a whole number from 0 up"
        for role, value in minimum.items()
        if not is_count(value)
    ]


def _node_faults(node: Mapping[str, Any]) -> list[str]:
    code = node.get("code")
    faults = []
    if not is_code(code):
        faults.append(f"node {code!r}: not a usable code")
    if node.get("kind") not in FRAMEWORK_KINDS:
        expected = ", ".join(FRAMEWORK_KINDS)
        faults.append(f"node {code}: kind must be one of {expected}")
    if not is_weight(node.get("weight", 1)):
        faults.append(f"node {code}: {WEIGHT}")
    if not isinstance(node.get("applies", True), bool):
        faults.append(f"node {code}: applies must be true or false")
    return faults + _role_weight_faults(code, node.get("role_weights", {}))


def _role_weight_faults(code: object, weights: object) -> list[str]:
    if not isinstance(weights, Mapping):
        return [f"node {code}: role_weights must be an object of role and weight"]
    faults = [
        f"node {code}: role_weights names the unknown role {role!r}"
        for role in weights
        if role not in ROLES
    ]
    return faults + [
        f"node {code}: role weight of {role} must be above 0"
        for role, weight in weights.items()
        if not is_weight(weight)
    ]


def _tree_faults(nodes: list[Mapping[str, Any]]) -> list[str]:
    kinds: dict[object, object] = {}
    parents: dict[object, object] = {}
    faults = []
    for node in nodes:
        code = node.get("code")
        if not isinstance(code, str):
            continue
        if code in kinds:
            faults.append(f"node {code}: given twice")
        kinds[code] = node.get("kind")
        parents[code] = node.get("parent")
    for code, parent in parents.items():
        if fault := _parent_fault(code, parent, kinds):
            faults.append(fault)
    return faults + [f"node {code}: is its own ancestor" for code in _circular(parents)]


def _parent_fault(code: object, parent: object, kinds: dict[object, object]) -> str:
    if parent is not None and (not isinstance(parent, str) or parent not in kinds):
        return f"node {code}: unknown parent {parent!r}"
    kind = kinds[code]
    if kind not in FRAMEWORK_KINDS:
        return ""
    wanted = PARENT_KIND[str(kind)]
    found = None if parent is None else kinds[parent]
    if found != wanted:
        return f"node {code}: the parent of a {kind} must be {wanted or 'null'}"
    return ""


def _circular(parents: dict[object, object]) -> list[object]:
    circular = []
    for code in parents:
        seen: set[object] = set()
        step: object = code
        while isinstance(step, str) and step in parents and step not in seen:
            seen.add(step)
            step = parents[step]
        if step == code and seen:
            circular.append(code)
    return circular


def instrument_faults(
    documents: list[Mapping[str, Any]], framework_code: str, kinds: Mapping[str, str]
) -> list[list[str]]:
    """Everything wrong with each instrument.json; items are unique over all of them.

    ``kinds`` maps the framework's node codes to their kinds.
    """
    seen: set[object] = set()
    found = []
    for document in documents:
        faults = _shape_faults(document, ("code", "version", "framework"), ("items",))
        if isinstance(document, Mapping):
            named = document.get("framework")
            if isinstance(named, str) and named != framework_code:
                faults.append(
                    f"framework: {named!r} is not the given {framework_code!r}"
                )
            for item in _list_of_objects(document, "items"):
                faults += _item_faults(item, kinds, seen)
        found.append(faults)
    return found


def _item_faults(
    item: Mapping[str, Any], kinds: Mapping[str, str], seen: set[object]
) -> list[str]:
    code = item.get("code")
    faults = []
    if not is_code(code):
        faults.append(f"item {code!r}: not a usable code")
    elif code in (*KEYS, *EXTRA):
        faults.append(f"item {code}: a column of the answers has this name")
    elif code in seen:
        faults.append(f"item {code}: given twice")
    else:
        seen.add(code)
    if item.get("role") not in ROLES:
        faults.append(
            f"item {code}: unknown role {item.get('role')!r}, "
            f"expected one of {', '.join(ROLES)}"
        )
    faults += _item_node_faults(code, item.get("node"), kinds)
    if not is_weight(item.get("weight", 1)):
        faults.append(f"item {code}: {WEIGHT}")
    top = item.get("max")
    if not is_count(top) or not 1 <= int(top or 0) <= HIGHEST:
        faults.append(f"item {code}: max must be a whole number from 1 to {HIGHEST}")
    return faults


def _item_node_faults(
    code: object, node: object, kinds: Mapping[str, str]
) -> list[str]:
    if not isinstance(node, str) or node not in kinds:
        return [f"item {code}: unknown node {node!r}"]
    if kinds[node] != "subindicator":
        return [f"item {code}: node {node} is not a subindicator"]
    return []
