"""Walk through the tree of a version, and search it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Count, F, Q
from django.db.models.fields.json import KT

from sakaguru.standards.models import Node, words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from sakaguru.standards.models import FrameworkVersion

TEXT_SEARCH = {"id": "indonesian", "en": "english"}
SEARCH_LIMIT = 50


class Place(NamedTuple):
    """A node with those above it (top first), right below it, and beside it."""

    node: Node
    above: list[Node]
    below: Sequence[Node]
    before: Node | None
    after: Node | None

    @property
    def regulation(self) -> dict[str, object]:
        """Its own legal ground, else the nearest above it."""
        for node in (self.node, *reversed(self.above)):
            if node.regulation:
                return dict(node.regulation)
        return {}


class Branch(NamedTuple):
    """A node in an opened tree; ``branches`` are there only where it is open."""

    node: Node
    is_open: bool
    has_more: bool
    branches: list[Branch]


def opened_tree(version: FrameworkVersion, code: str = "") -> list[Branch]:
    """The standards, with the one way down to ``code`` opened. Two queries."""
    nodes = Node.objects.select_related("parent__parent")
    opened = nodes.filter(version=version, code=code).first() if code else None
    way = [*_above(opened), opened] if opened else []
    shown = Node.objects.filter(version=version)
    shown = shown.filter(Q(parent=None) | Q(parent__in=way))
    shown = shown.annotate(below=Count("children")).order_by("position")
    return _branches(list(shown), None, {node.pk for node in way})


def _branches(
    nodes: list[Node], parent_id: int | None, opened: set[int]
) -> list[Branch]:
    return [
        Branch(
            node,
            is_open=node.pk in opened,
            has_more=bool(vars(node)["below"]),
            branches=_branches(nodes, node.pk, opened) if node.pk in opened else [],
        )
        for node in nodes
        if node.parent_id == parent_id
    ]


def place_of(version: FrameworkVersion, code: str) -> Place | None:
    """Find a node with its surroundings. Three queries."""
    nodes = Node.objects.select_related("parent__parent")
    node = nodes.filter(version=version, code=code).first()
    if node is None:
        return None
    node.version = version
    siblings = list(
        Node.objects.filter(version=version, parent=node.parent).order_by("position")
    )
    here = next(i for i, sibling in enumerate(siblings) if sibling.pk == node.pk)
    return Place(
        node,
        above=_of(version, _above(node)),
        below=_of(version, node.children.order_by("position")),
        before=siblings[here - 1] if here else None,
        after=siblings[here + 1] if here + 1 < len(siblings) else None,
    )


def _above(node: Node) -> list[Node]:
    above: list[Node] = []
    while (parent := (above[0] if above else node).parent) is not None:
        above.insert(0, parent)
    return above


def _of(version: FrameworkVersion, nodes: Iterable[Node]) -> list[Node]:
    """The nodes, knowing their version without another query."""
    found = list(nodes)
    for node in found:
        node.version = version
    return found


def found_nodes(
    versions: QuerySet[FrameworkVersion], query: str, *, language: str = "id"
) -> QuerySet[Node]:
    """Nodes whose code begins with the query, or whose text holds its words.

    Codes come first, then the best matches; at most ``SEARCH_LIMIT``. One query.
    """
    config = TEXT_SEARCH[language]
    wanted = SearchQuery(query, config=config, search_type="websearch")
    title = SearchVector(KT(f"title__{language}"), config=config, weight="A")
    rank = SearchRank(title + words(language, config), wanted)
    by_code = Q(code__istartswith=query)
    nodes = Node.objects.filter(version__in=versions.order_by())
    nodes = nodes.annotate(found=words(language, config), rank=rank)
    nodes = nodes.filter(by_code | Q(found=wanted)).annotate(is_code=by_code)
    nodes = nodes.select_related("version__framework", "parent")
    order = (F("is_code").desc(), F("rank").desc(), "version", "position")
    return nodes.order_by(*order)[:SEARCH_LIMIT]
