"""Small helpers of the scoring templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.scoring.logic.frames import Frame

register = template.Library()


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """What stands under a key that only the page knows."""
    return mapping.get(key, "")


@register.filter
def standard_in(code: str, frame: Frame) -> str:
    """The standard at or above a node."""
    return frame.standard_of(code)
