"""SVG as text: escaped, without inline style, with numbers that every locale reads."""

from __future__ import annotations

from typing import Any

from django.utils.html import conditional_escape, escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

Child = str | SafeString


def number(value: float) -> str:
    """A coordinate: at most two decimals, never an exponent."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def percent(value: float) -> str:
    return f"{number(value)}%"


def element(tag: str, *children: Child, **attributes: Any) -> SafeString:
    """One element. ``class_`` gives ``class``, ``stroke_width`` gives ``stroke-width``.

    Raises:
        ValueError: an inline style, which our content security policy forbids.
    """
    if "style" in attributes:
        raise ValueError("No inline style: use a class or an attribute.")
    written = "".join(
        f' {name.rstrip("_").replace("_", "-")}="{_text(value)}"'
        for name, value in attributes.items()
        if value is not None and value is not False
    )
    inside = "".join(conditional_escape(child) for child in children)
    if not inside and tag not in CONTAINERS:
        return mark_safe(f"<{tag}{written}/>")  # noqa: S308 - built of escaped parts
    return mark_safe(f"<{tag}{written}>{inside}</{tag}>")  # noqa: S308 - as above


CONTAINERS = frozenset({"svg", "g", "a", "span", "div", "li", "ol", "ul", "text", "p"})


def join(*parts: Child) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def plot(
    *children: Child, height: float, title: str, css: str = "", detail: str = ""
) -> SafeString:
    """A drawing as wide as its place, with x in percent and y in pixels."""
    words = [element("title", title)]
    if detail:
        words.append(element("desc", detail))
    return element(
        "svg",
        *words,
        *children,
        class_=f"plot {css}".strip(),
        height=height,
        role="img",
    )


def _text(value: Any) -> str:
    if value is True:
        return ""
    return number(value) if isinstance(value, float) else escape(value)
