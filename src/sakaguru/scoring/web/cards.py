"""Pages of a school's report card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from sakaguru.organisations.enums import Tier
from sakaguru.scoring import permissions
from sakaguru.scoring.logic.digests import short
from sakaguru.scoring.queries.cards import items_below, schools_to_read
from sakaguru.scoring.queries.closeups import closeup_of
from sakaguru.scoring.queries.maps import upper_units
from sakaguru.scoring.web import pictures, sheets
from sakaguru.scoring.web.besides import beside
from sakaguru.scoring.web.finding import chosen_card, cycles_or_404, school_or_404
from sakaguru.scoring.web.plain_words import plain_level, plain_standard
from sakaguru.ui.adapters.tables import table_response
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.scoring.logic.cards import NodeShown
    from sakaguru.scoring.queries.cards import Card, Cycle
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_CARD, permissions.VIEW_SUMMARY)
def card_home(request: ActorRequest) -> HttpResponse:
    """The own school's card; for an office, a search among its schools."""
    words = request.GET.get("cari", "").strip()
    schools = schools_to_read(request.actor, words)
    if not words and len(schools) == 1:
        school = schools[0]
        full = permissions.VIEW_CARD.allows(request.actor, school)
        name = "scoring:card-detail" if full else "scoring:card-summary"
        return redirect(name, school.code)
    return render(
        request, "scoring/card_home.html", {"schools": schools, "words": words}
    )


@page(permissions.VIEW_OWN_CARD_FIRST, permissions.VIEW_CARD)
def card_detail(request: ActorRequest, code: str) -> HttpResponse:
    school = school_or_404(code)
    cycles = cycles_or_404(request, school)
    if not cycles:
        return render(request, "scoring/card_waiting.html", {"school": school})
    card = chosen_card(request, school, cycles)
    query = _query(card, cycles)
    return render(
        request,
        "scoring/card_detail.html",
        {
            **card_context(card, school, cycles),
            "picture": pictures.card_picture(card, query),
            "beside": beside(card, closeup_of(card.run, school)),
            "query": query,
        },
    )


@page(permissions.VIEW_OWN_CARD_FIRST, permissions.VIEW_CARD)
def card_standard(request: ActorRequest, code: str, standard: str) -> HttpResponse:
    school = school_or_404(code)
    cycles = cycles_or_404(request, school)
    if not cycles:
        raise Http404
    card = chosen_card(request, school, cycles)
    if standard not in card.frame.standards:
        raise Http404
    context = card_context(card, school, cycles)
    place = card.frame.standards.index(standard)
    return render(
        request,
        "scoring/card_standard.html",
        {
            **context,
            "query": _query(card, cycles),
            "standard": card.nodes[standard],
            "indicators": _indicators(card, standard),
            "legend": pictures.roles_legend(card.nodes[standard]),
            "earlier": card.standards[place - 1] if place else None,
            "later": next(iter(card.standards[place + 1 :]), None),
        },
    )


@page(permissions.VIEW_OWN_CARD_FIRST, permissions.VIEW_CARD, permissions.VIEW_SUMMARY)
def card_summary(request: ActorRequest, code: str) -> HttpResponse:
    """The card in everyday words on one page, for parents and the committee."""
    school = school_or_404(code)
    cycles = cycles_or_404(request, school, summary=True)
    if not cycles:
        return render(request, "scoring/card_waiting.html", {"school": school})
    card = chosen_card(request, school, cycles)
    return render(
        request,
        "scoring/card_summary.html",
        {
            **card_context(card, school, cycles),
            "query": _query(card, cycles),
            "overall": plain_level(card.total.level, len(card.frame.bands)),
            "rows": plain_rows(card),
            "sees_card": _sees_card(request, school),
        },
    )


@page(permissions.VIEW_OWN_CARD_FIRST, permissions.VIEW_CARD)
def card_sheet(request: ActorRequest, code: str) -> HttpResponse:
    school = school_or_404(code)
    cycles = cycles_or_404(request, school)
    if not cycles:
        raise Http404
    card = chosen_card(request, school, cycles)
    return table_response(
        sheets.card_columns(),
        sheets.card_rows(card),
        form="xlsx",
        name=f"rapor-mutu-{school.code}",
    )


def card_context(
    card: Card, school: Organisation, cycles: Sequence[Cycle]
) -> dict[str, Any]:
    return {
        "school": school,
        "card": card,
        "run": card.run,
        "cycles": cycles,
        "role_words": pictures.role_words(),
        "roles": sorted_roles(card),
        "short_digest": short(card.run.digest),
        "crumb_list": _crumbs(card, school),
    }


def sorted_roles(card: Card) -> list[tuple[str, str]]:
    words = pictures.role_words()
    return [(role, words[role]) for role in card.total.asked]


def plain_rows(card: Card) -> list[dict[str, Any]]:
    """Each standard in everyday words, with its level."""
    bands = card.frame.bands
    return [
        {
            "node": node,
            "title": plain_standard(card.frame, node.code),
            "words": plain_level(node.level, len(bands)),
        }
        for node in card.standards
    ]


def _indicators(card: Card, standard: str) -> list[dict[str, Any]]:
    """Indicators with their sub-indicators, picture and questions."""
    groups = [(node, card.children(node.code)) for node in card.children(standard)]
    items = items_below(card.run, [leaf.code for _, below in groups for leaf in below])
    words = pictures.role_words()
    return [
        {
            "node": node,
            "leaves": [
                {
                    "node": leaf,
                    "line": pictures.roles_line(card, leaf),
                    "items": items[leaf.code],
                    "formula": formula(
                        leaf, words, dict(card.frame.nodes[leaf.code].weights)
                    ),
                }
                for leaf in below
            ],
        }
        for node, below in groups
    ]


def formula(
    leaf: NodeShown, words: Mapping[str, str], weights: Mapping[str, float]
) -> str:
    """How several groups' figures make the score of a sub-indicator, in a line (R4)."""
    if leaf.is_hidden or leaf.score is None or len(leaf.roles) < 2:  # noqa: PLR2004
        return ""
    heavy = {figure.role: weights.get(figure.role, 1) for figure in leaf.roles}
    parts = [
        f"{words[f.role]} {_written(f.score)}"
        + ("" if heavy[f.role] == 1 else f" × {heavy[f.role]:g}")
        for f in leaf.roles
    ]
    return f"({' + '.join(parts)}) : {sum(heavy.values()):g} = {_written(leaf.score)}"


def _written(score: float | None) -> str:
    return "–" if score is None else f"{score:.2f}".replace(".", ",")


def _crumbs(card: Card, school: Organisation) -> list[tuple[str, str]]:
    above = [
        (unit.name, reverse("scoring:map-detail", args=[unit.code]))
        for unit in upper_units(card.result.path)
        if unit.tier >= Tier.DISTRICT
    ]
    return [*above, (school.name, "")]


def _query(card: Card, cycles: Sequence[Cycle]) -> str:
    """Keeps the chosen cycle in links; nothing for the newest."""
    newest = cycles and card.run.pk == cycles[0].run_id
    return "" if newest else f"?siklus={card.run.pk}"


def _sees_card(request: ActorRequest, school: Organisation) -> bool:
    return permissions.VIEW_CARD.allows(request.actor, school)
