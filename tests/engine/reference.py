"""The rules as slow, obvious loops over dictionaries, in exact fractions.

Nothing here is shared with the engine: where both agree, both are probably right.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor, sqrt

ROLES = ("KS", "GS", "SS", "MT", "PS", "DATA")


@dataclass
class Submission:
    school: str
    respondent: str
    role: str
    points: dict = field(default_factory=dict)
    """Points per item; None or absent is missing."""

    def answered(self):
        return {item: p for item, p in self.points.items() if p is not None}


class Reference:
    def __init__(self, framework, items, submissions, population=None):
        self.framework = framework
        self.items = {item["code"]: item for item in items}
        self.submissions = submissions
        self.population = population or {}
        self.nodes = {node["code"]: node for node in framework["nodes"]}

    # the tree

    def applies(self, node):
        while node is not None:
            if not self.nodes[node].get("applies", True):
                return False
            node = self.nodes[node].get("parent")
        return True

    def children(self, node):
        parent = None if node == "*" else node
        return [
            code
            for code, n in self.nodes.items()
            if n.get("parent") == parent and self.applies(code)
        ]

    def leaves(self, node):
        if node != "*" and self.nodes[node]["kind"] == "subindicator":
            return [node] if self.applies(node) else []
        return [leaf for child in self.children(node) for leaf in self.leaves(child)]

    def items_below(self, node, role=None):
        leaves = self.leaves(node)
        return [
            code
            for code, item in self.items.items()
            if item["node"] in leaves and role in (None, item["role"])
        ]

    def weight(self, node):
        return Fraction(str(self.nodes[node].get("weight", 1)))

    def item_weight(self, item):
        return Fraction(str(self.items[item].get("weight", 1)))

    def role_weight(self, node, role):
        return Fraction(str(self.nodes[node].get("role_weights", {}).get(role, 1)))

    # R1 to R5

    def of(self, school, role=None):
        return [
            s for s in self.submissions if s.school == school and role in (None, s.role)
        ]

    def value(self, submission, item):
        """R1."""
        points = submission.points.get(item)
        return None if points is None else Fraction(points, self.items[item]["max"])

    def item_mean(self, school, item):
        """R2."""
        role = self.items[item]["role"]
        values = [self.value(s, item) for s in self.of(school, role)]
        values = [v for v in values if v is not None]
        return (sum(values) / len(values), len(values)) if values else (None, 0)

    def role_score(self, school, node, role):
        """R3."""
        points = weights = Fraction(0)
        for item in self.items_below(node, role):
            mean, n = self.item_mean(school, item)
            if n >= 1:
                points += self.item_weight(item) * mean
                weights += self.item_weight(item)
        return points / weights if weights else None

    def roles_with_score(self, school, node, roles=ROLES):
        return [r for r in roles if self.role_score(school, node, r) is not None]

    def score(self, school, node, roles=ROLES, leaves=None):
        """R4 and R5; ``leaves`` narrows the sub-indicators that take part."""
        if node != "*" and self.nodes[node]["kind"] == "subindicator":
            if leaves is not None and node not in leaves:
                return None
            return self.subindicator(school, node, roles)
        points = weights = Fraction(0)
        for child in self.children(node):
            score = self.score(school, child, roles, leaves)
            if score is not None:
                points += self.weight(child) * score
                weights += self.weight(child)
        return points / weights if weights else None

    def subindicator(self, school, node, roles):
        if not self.applies(node):
            return None
        present = self.roles_with_score(school, node, roles)
        if not present:
            return None
        total = sum(self.role_weight(node, r) for r in present)
        points = sum(
            self.role_weight(node, r) * self.role_score(school, node, r)
            for r in present
        )
        return Fraction(str(self.framework["scale_max"])) * points / total

    # R6 and R7

    def level(self, score):
        shown = floor(float(score) * 100 + 0.5 + 1e-6) / 100
        for number, level in enumerate(self.framework["levels"], start=1):
            if shown <= level["up_to"]:
                return number
        return len(self.framework["levels"])

    def respondents(self, school, role):
        return sum(1 for s in self.of(school, role) if s.answered())

    def sufficient(self, school, node):
        for role in ROLES:
            if not self.items_below(node, role):
                continue
            minimum = self.framework.get("minimum_respondents", {}).get(role, 0)
            people = self.population.get((school, role))
            if people is not None:
                minimum = min(minimum, people)
            if self.respondents(school, role) < minimum:
                return False
        return True

    def coverage(self, school, node):
        below = self.items_below(node)
        answered = [item for item in below if self.item_mean(school, item)[1] > 0]
        whole = sum(self.item_weight(item) for item in below)
        return sum(self.item_weight(item) for item in answered) / whole

    def n(self, school, node, role=None):
        below = set(self.items_below(node))
        return sum(1 for s in self.of(school, role) if below & set(s.answered()))

    # R8 and R9

    def slope(self, school, node, item, roles=ROLES, leaves=None):
        """a_j: what the item's mean adds to the node."""
        leaf = self.items[item]["node"]
        role = self.items[item]["role"]
        present = self.roles_with_score(school, leaf, roles)
        answered = [
            other
            for other in self.items_below(leaf, role)
            if self.item_mean(school, other)[1] > 0
        ]
        a = Fraction(str(self.framework["scale_max"]))
        a *= self.role_weight(leaf, role)
        a /= sum(self.role_weight(leaf, r) for r in present)
        a *= self.item_weight(item)
        a /= sum(self.item_weight(other) for other in answered)
        step = leaf
        while step != node:
            parent = self.nodes[step].get("parent") or "*"
            siblings = [
                c
                for c in self.children(parent)
                if self.score(school, c, roles, leaves) is not None
            ]
            a *= self.weight(step) / sum(self.weight(c) for c in siblings)
            step = parent
        return a

    def variance(self, school, node, roles=ROLES, leaves=None):
        """Exact, or None where unknown."""
        if self.score(school, node, roles, leaves) is None:
            return None
        total = Fraction(0)
        for role in roles:
            below = self.items_below(node, role)
            if not below:
                continue
            n = self.respondents(school, role)
            people = self.population.get((school, role))
            if people is None and role in ("KS", "PS", "DATA"):
                people = n
            if n == 0 or (people is not None and people <= n):
                continue
            if n == 1:
                return None
            rest = 1 if people is None else 1 - Fraction(n, people)
            below = [
                i for i in below if leaves is None or self.items[i]["node"] in leaves
            ]
            squares = sum(
                self.contribution(s, school, node, below, roles, leaves) ** 2
                for s in self.of(school, role)
            )
            total += rest * Fraction(n, n - 1) * squares
        return total

    def contribution(self, submission, school, node, below, roles, leaves):
        z = Fraction(0)
        for item in below:
            value = self.value(submission, item)
            if value is not None:
                mean, n = self.item_mean(school, item)
                a = self.slope(school, node, item, roles, leaves)
                z += a * (value - mean) / n
        return z

    def se(self, school, node):
        variance = self.variance(school, node)
        return None if variance is None else sqrt(variance)

    # all together

    def shown_nodes(self):
        return [n for n in ("*", *self.nodes) if self.items_below(n)]

    def row(self, school, node):
        score = self.score(school, node)
        enough = self.sufficient(school, node)
        return {
            "score": None if score is None else float(score),
            "se": self.se(school, node),
            "coverage": float(self.coverage(school, node)),
            "n": self.n(school, node),
            "sufficient": enough,
            "level": self.level(score) if enough and score is not None else None,
        }


def mean(values):
    return sum(values) / len(values) if values else None


def quantile(values, share):
    """Type 7."""
    ordered = sorted(values)
    if not ordered:
        return None
    height = (len(ordered) - 1) * share
    low = floor(height)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (height - low) * (ordered[high] - ordered[low])


def region_row(rows, schools):
    """R10 to R12 for one node: ``rows`` of the schools that sent, all ``schools``."""
    counted = [r for r in rows if r["sufficient"] and r["score"] is not None]
    scores = [r["score"] for r in counted]
    k, n = len(scores), schools
    return {
        "schools": n,
        "not_sent": n - len(rows),
        "insufficient": len(rows) - k,
        "counted": k,
        "mean": mean(scores),
        "se": region_error(counted, n),
        **{f"p{p}": quantile(scores, p / 100) for p in (10, 25, 50, 75, 90)},
        "levels": [sum(r["level"] == lv for r in counted) for lv in range(1, 6)],
    }


def region_error(counted, n):
    """R12."""
    k = len(counted)
    if k == 0 or (k == 1 and n > 1):
        return None
    scores = [r["score"] for r in counted]
    centre = mean(scores)
    between = 0.0
    if k < n:
        spread = sum((s - centre) ** 2 for s in scores) / (k - 1)
        between = (1 - k / n) * spread / k
    known = [r["se"] ** 2 for r in counted if r["se"] is not None]
    own = sum(known) + (k - len(known)) * mean(known) if known else 0.0
    return sqrt(between + own / (k * n))
