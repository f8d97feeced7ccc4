"""Walk through the tree of a version, and search it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Count, F, Q

from sakaguru.standards.models import Node, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import QuerySet

    from sakaguru.standards.models import FrameworkVersion

TEXT_SEARCH = {"id": "indonesian", "en": "english"}


class Place(NamedTuple):
    """A node, the nodes above it (top first), and those right below."""

    node: Node
    above: list[Node]
    below: Sequence[Node]

    @property
    def regulation(self) -> dict[str, object]:
        """Its own legal ground, else the nearest above it."""
        for node in (self.node, *reversed(self.above)):
            if node.regulation:
                return dict(node.regulation)
        return {}


def branches(version: FrameworkVersion, parent: Node | None = None) -> QuerySet[Node]:
    """Nodes right below ``parent`` (or the standards), each with ``below`` counted."""
    nodes = Node.objects.filter(version=version, parent=parent)
    return nodes.annotate(below=Count("children")).order_by("position")


def place_of(version: FrameworkVersion, code: str) -> Place | None:
    """Find a node with its surroundings. Two queries."""
    nodes = Node.objects.select_related("parent__parent", "version__framework")
    node = nodes.filter(version=version, code=code).first()
    if node is None:
        return None
    above: list[Node] = []
    while (parent := (above[0] if above else node).parent) is not None:
        above.insert(0, parent)
    return Place(node, above, list(branches(version, node)))


def found_nodes(
    versions: QuerySet[FrameworkVersion], query: str, *, language: str = "id"
) -> QuerySet[Node]:
    """Nodes whose code begins with the query, or whose text holds its words.

    Codes come first, then the best matches. One query.
    """
    vector = words(language, TEXT_SEARCH[language])
    wanted = SearchQuery(
        query, config=TEXT_SEARCH[language], search_type="websearch"
    )
    by_code = Q(code=query) | Q(code__istartswith=query)
    nodes = Node.objects.filter(version__in=versions)
    nodes = nodes.annotate(found=vector, rank=SearchRank(vector, wanted))
    nodes = nodes.filter(by_code | Q(found=wanted))
    nodes = nodes.annotate(is_code=by_code)
    nodes = nodes.select_related("version__framework", "parent")
    return nodes.order_by(
        F("is_code").desc(), F("rank").desc(), "version", "position"
    )
