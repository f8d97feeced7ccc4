"""Every address is a page, an action or an endpoint, and says who may."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING

import pytest
from django.urls import URLPattern, get_resolver
from sources import PACKAGE, short

from sakaguru.core.access import Rule
from sakaguru.ui.http import OpenTo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def our_views(patterns=None) -> Iterator[Callable]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if not isinstance(pattern, URLPattern):
            yield from our_views(pattern.url_patterns)
        elif pattern.callback.__module__.startswith("sakaguru."):
            yield pattern.callback


def name(view) -> str:
    return f"{view.__module__}.{view.__name__}"


def test_every_view_is_a_page_an_action_or_an_endpoint():
    strays = [name(view) for view in our_views() if not hasattr(view, "kind")]

    assert list(our_views())
    assert strays == []


def test_no_address_is_without_a_rule_or_a_reason():
    without = [name(view) for view in our_views() if not getattr(view, "access", ())]
    wrong = [
        name(view)
        for view in our_views()
        if not all(isinstance(a, Rule | OpenTo) for a in getattr(view, "access", ()))
    ]

    assert without == []
    assert wrong == []


@pytest.mark.parametrize(
    "path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=short
)
def test_templates_hold_no_inline_script_style_or_handler(path):
    text = path.read_text().lower()

    for forbidden in (" style=", "<style", " onclick=", " onload=", "javascript:"):
        assert forbidden not in text
    for script in text.split("<script")[1:]:
        assert " src=" in script.split(">")[0] or 'type="application/json"' in script


def test_our_views_are_functions():
    assert [name(view) for view in our_views() if not inspect.isroutine(view)] == []
