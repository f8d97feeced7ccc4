"""Small helpers of the scoring templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sakaguru.scoring.logic.cards import NodeShown
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


@register.filter
def sources(node: NodeShown, words: Mapping[str, str]) -> str:
    """Who says so: "menurut guru serta murid"; how many, where roles are hidden."""
    if node.hides_roles or not node.roles:
        return _("menurut {count} jawaban").format(count=node.n)
    said = [words[figure.role].lower() for figure in node.roles]
    if len(said) == 1:
        return _("menurut {group}").format(group=said[0])
    return _("menurut {groups} serta {last}").format(
        groups=", ".join(said[:-1]), last=said[-1]
    )
