"""What may be shown, as slow loops over plain numbers: the rules word by word (R15)."""

from __future__ import annotations

FEWEST = {"SS": 10, "GS": 5, "MT": 5}
PEOPLE = ("GS", "SS", "MT")
REGIONS_FROM = 5


def hidden_in_a_school(tree, leaves, respondents, has_score):
    """The nodes whose role figures are hidden, and those whose score is.

    Args:
        tree: children by parent, the deepest families first.
        leaves: the sub-indicators.
        respondents: by (role, node), how many answered below it.
        has_score: nodes with a score.
    """

    def said(node):
        counts = {role: respondents.get((role, node), 0) for role in PEOPLE}
        return {role: n for role, n in counts.items() if n > 0}

    nodes = {*tree, *(child for family in tree.values() for child in family)}
    roles = {
        node
        for node in nodes
        if any(n < FEWEST[role] for role, n in said(node).items())
    }
    hidden = set()
    for leaf in leaves:
        people = said(leaf)
        one_small_role = len(people) == 1 and leaf in roles
        nobody_beside = bool(people) and max(people.values()) == 1
        if leaf in has_score and (one_small_role or nobody_beside):
            hidden.add(leaf)
    telling = {node for node in nodes if node in has_score and said(node)}
    complement(tree, hidden, telling)
    return with_those_above(tree, roles | hidden), hidden


def with_those_above(tree, nodes):
    """A hidden score is the mean of its roles' figures, which are hidden with it."""
    for parent, family in tree.items():
        if any(child in nodes for child in family):
            nodes.add(parent)
    return nodes


def complement(tree, hidden, telling):
    """An only child takes its parent along; then no hidden child stands alone."""
    for parent, family in tree.items():
        told = [child for child in family if child in telling]
        if len(told) == 1 and told[0] in hidden:
            hidden.add(parent)
    for parent, family in reversed(tree.items()):
        if parent not in hidden and not hidden & set(family):
            continue
        needed = 1 if parent in hidden else 2
        for child in sorted(family):
            if len(hidden & set(family)) >= needed:
                break
            if child in telling:
                hidden.add(child)
    return hidden


def hidden_below(whole, whole_is_hidden, counted):
    """Which parts of a whole are hidden: ``counted`` schools by part, in order."""
    hidden = {part for part, n in counted.items() if 0 < n < REGIONS_FROM}
    rest = whole - sum(counted.values())
    while not gives_nothing_away(whole_is_hidden, counted, hidden, rest):
        shown = [part for part, n in counted.items() if n and part not in hidden]
        if not shown:
            break
        hidden.add(min(shown, key=lambda part: counted[part]))
    return hidden


def gives_nothing_away(whole_is_hidden, counted, hidden, rest):
    unknown = [counted[part] for part in hidden] + [rest] * (rest > 0)
    if whole_is_hidden:
        return len(unknown) >= 1
    if not unknown:
        return True
    if len(unknown) == 1:
        return rest >= REGIONS_FROM
    return sum(unknown) >= REGIONS_FROM


def hide_behind_thin_rests(sizes, above, hidden):
    """Across tiers: what is left of a shown region is nothing, or enough schools.

    Args:
        sizes: counted schools by region.
        above: the region above each one, by region.
        hidden: regions hidden already; more are added, the lowest thin rests first.
    """

    def shown_below(region):
        found = []
        for part in sorted(sizes):
            if above.get(part) == region:
                found += [part] if part not in hidden else shown_below(part)
        return [part for part in found if sizes[part]]

    def thin():
        for region in sorted(set(sizes) - hidden, reverse=True):
            parts = shown_below(region)
            if parts and 0 < sizes[region] - sum(map(sizes.get, parts)) < REGIONS_FROM:
                return parts
        return []

    while parts := thin():
        hidden.add(min(parts, key=lambda part: (sizes[part], part)))
