"""Filters and components of every page; a builtin, so nothing has to be loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sakaguru.ui import navigation as menu
from sakaguru.ui.charts import progress_bar, progress_ring
from sakaguru.ui.logic import formats, icons, levels

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.core.paginator import Page
    from django.template import Context

    from sakaguru.ui.charts import Chart

register = template.Library()

STATES = {
    "neutral": "circle",
    "waiting": "circle-dashed",
    "progress": "circle-half-2",
    "done": "circle-check",
    "warning": "alert-triangle",
    "late": "clock",
    "stopped": "circle-x",
    "locked": "lock",
}
# Written here, not as templates: a list of schools shows hundreds of them.
LEVEL = (
    '<span class="level"><svg class="swatch" width="18" height="12" aria-hidden="true">'
    '<rect class="swatch-box" x="0.5" y="0.5" width="17" height="11"'
    ' fill="url(#pola-{})"/></svg>{}<span>{}</span></span>'
)
NUMBER = '<strong class="level-number">{}</strong>'
STATE = '<span class="state state-{}">{}<span>{}</span></span>'


def _language() -> str:
    return "en" if (get_language() or "id").startswith("en") else "id"


# --- words and numbers ---------------------------------------------------------


@register.filter
def said(value: Any) -> str:
    """The text of a bilingual value in the language of the page."""
    return formats.said(value, _language())


@register.filter
def own_path(address: str) -> str:
    """A stored address, if it leads to a page of ours; else empty.

    A link to ``javascript:`` or to another site must not come alive, whoever wrote it.
    """
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours else ""


@register.filter
def tanggal(day: date | None) -> str:
    return formats.written_date(day, _language())


@register.filter
def tanggal_pendek(day: date | None) -> str:
    return formats.written_date(day, _language(), short=True)


@register.filter
def tanggal_waktu(moment: datetime | None, place: Any = "") -> str:
    """A moment at the place: an organisation, its path, a zone or WIB/WITA/WIT."""
    return formats.written_moment(moment, _language(), place)


@register.filter
def angka(value: Any, decimals: int | None = None) -> str:
    return formats.written_number(value, _language(), decimals)


@register.filter
def persen(share: Any, decimals: int = 0) -> str:
    return formats.written_share(share, _language(), decimals)


# --- small signs -----------------------------------------------------------------


@register.simple_tag
def icon(name: str, title: str = "") -> SafeString:
    return mark_safe(icons.icon_svg(name, escape(title)))  # noqa: S308 - our own shapes


@register.simple_tag
def level(grade: Any, label: Any = "", of: int = levels.PATTERNS) -> SafeString:
    """A level as pattern, number and words; ``grade`` is a number or a level row."""
    number = getattr(grade, "number", grade)
    words = said(label or getattr(grade, "label", ""))
    look = levels.pattern(number, of) if number else levels.INSUFFICIENT
    return format_html(
        LEVEL,
        look,
        format_html(NUMBER, number) if number else "",
        words or (_("belum cukup") if number is None else ""),
    )


@register.simple_tag
def state(kind: str, words: str) -> SafeString:
    """A state in a symbol and words. Kinds: see `STATES`."""
    return format_html(STATE, kind, icon(STATES[kind]), words)


@register.simple_tag
def change(now: float | None, before: float | None, decimals: int = 2) -> SafeString:
    """What changed since last time, with an arrow and a sign."""
    if now is None or before is None:
        return SafeString("")
    step = round(now - before, decimals)
    direction = "up" if step > 0 else "down" if step < 0 else "same"
    words = formats.written_number(abs(step), _language(), decimals)
    context = {"direction": direction, "words": words}
    return render_to_string("ui/components/change.html", context)


# --- the frame of the page --------------------------------------------------------


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> menu.Menu:
    request = context.get("request")
    if request is None or not getattr(request, "memberships", None):
        return menu.folded([])
    return menu.folded(menu.links(request.actor, request.path))


@register.simple_tag(takes_context=True)
def acting_as(context: Context) -> dict[str, str]:
    """As whom the person acts: role and organisation, in words."""
    membership = _current_membership(context)
    if membership is None:
        return {"role": "", "organisation": _("Belum punya peran")}
    return {
        "role": membership.get_role_display(),
        "organisation": membership.organisation.name,
    }


@register.simple_tag(takes_context=True)
def act_as_choices(context: Context) -> list[dict[str, Any]]:
    """The other memberships of this person, and where to ask for them."""
    request = context.get("request")
    current = _current_membership(context)
    url = reverse("organisations:act-as")
    return [
        {"membership": membership, "url": url}
        for membership in getattr(request, "memberships", [])
        if membership != current
    ]


def _current_membership(context: Context) -> Any:
    request = context.get("request")
    actor = getattr(request, "actor", None)
    memberships = getattr(request, "memberships", [])
    wanted = getattr(actor, "membership_id", None)
    return next((found for found in memberships if found.pk == wanted), None)


@register.inclusion_tag("ui/components/crumbs.html")
def crumbs(*items: Any) -> dict[str, Any]:
    """The way down the tree: pairs of words and address, or one list of them."""
    if len(items) == 1 and not isinstance(items[0], str):
        pairs = list(items[0])
    else:
        pairs = list(zip(items[::2], items[1::2], strict=True))
    return {"above": pairs[:-1], "here": pairs[-1] if pairs else None}


@register.inclusion_tag("ui/components/tabs.html", takes_context=True)
def tabs(context: Context, items: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Links to sister pages or views; the current one is known by its address."""
    request = context["request"]
    here = {request.path, request.get_full_path()}
    return {"tabs": [(label, url, url in here) for label, url in items]}


@register.simple_tag
def account_tabs() -> list[tuple[str, str]]:
    """The pages on which people look after their own account."""
    return [
        (_("Alamat surel"), reverse("account_email")),
        (_("Kata sandi"), reverse("account_change_password")),
        (_("Keamanan masuk"), reverse("mfa_index")),
        (_("Perangkat yang masuk"), reverse("usersessions_list")),
        (_("Data saya"), reverse("accounts:own-data")),
        (_("Kunci aplikasi"), reverse("organisations:token-list")),
    ]


@register.inclusion_tag("ui/components/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Next and previous, keeping every filter in the address."""
    query = context["request"].GET.copy()
    query.pop("page", None)
    kept = f"{query.urlencode()}&" if query else ""
    return {"page": page, "kept": kept}


@register.inclusion_tag("ui/components/filters.html", takes_context=True)
def filters(context: Context, form: Any, target: str = "") -> dict[str, Any]:
    """A row of filters that live in the address; ``target`` is what htmx swaps."""
    return {"form": form, "target": target, "request": context["request"]}


# --- blocks --------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: str = "", url: str = "", *, css: str = "") -> SafeString:
    context = {"content": content, "title": title, "url": url, "css": css}
    return render_to_string("ui/components/card.html", context)


@register.simple_block_tag
def disclosure(content: str, title: str, *, is_open: bool = False) -> SafeString:
    """More for those who want it."""
    context = {"content": content, "title": title, "is_open": is_open}
    return render_to_string("ui/components/disclosure.html", context)


@register.simple_block_tag
def counted_from(content: str, title: str = "") -> SafeString:
    """Where a figure comes from: counted, left out, formula, date."""
    context = {"content": content, "title": title}
    return render_to_string("ui/components/counted_from.html", context)


@register.simple_block_tag
def data_table(content: str, caption: str = "", mode: str = "scroll") -> SafeString:
    """Around ``thead`` and ``tbody``.

    Args:
        content: the rows.
        caption: what the table shows, in a sentence.
        mode: on a phone, ``scroll`` keeps the first column in sight; ``cards`` makes
            every row a card (each ``td`` then needs ``data-label``).
    """
    context = {"content": content, "caption": caption, "mode": mode}
    return render_to_string("ui/components/table.html", context)


@register.inclusion_tag("ui/components/stat.html")
def stat(value: Any, label: str, hint: str = "", url: str = "") -> dict[str, Any]:
    """One figure with its words."""
    return {"value": value, "label": label, "hint": hint, "url": url}


@register.inclusion_tag("ui/components/empty.html")
def empty(title: str, text: str = "", url: str = "", verb: str = "") -> dict[str, Any]:
    """Nothing here yet, and what to do about it."""
    return {"title": title, "text": text, "url": url, "verb": verb}


@register.inclusion_tag("ui/components/progress.html")
def progress(done: int, total: int, label: str = "") -> dict[str, Any]:
    words = _("{done} dari {total}").format(done=angka(done), total=angka(total))
    return {
        "bar": progress_bar(done, total, title=words),
        "words": words,
        "label": label,
    }


@register.simple_tag
def ring(done: int, total: int, title: str = "") -> SafeString:
    return progress_ring(done, total, title=title)


# --- charts ----------------------------------------------------------------------


@register.inclusion_tag("ui/components/chart.html")
def chart(figure: Chart, level_of_heading: int = 3) -> dict[str, Any]:
    """A drawing with its title, key, note and table."""
    return {"chart": figure, "heading": f"h{level_of_heading}"}


@register.simple_tag
def chart_patterns() -> SafeString:
    """The five patterns of levels; `ui/base.html` puts them on the page once."""
    return render_to_string("ui/components/patterns.html")
