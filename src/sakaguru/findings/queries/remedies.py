"""Read causes and remedies of a node from the tree that comes with the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sakaguru.findings.adapters.shipped import Branch, cause_tree

if TYPE_CHECKING:
    from sakaguru.standards.models import Node

NOTHING = Branch((), ())


def branch_of(node: Node) -> Branch:
    """Causes and remedies of a node; of those below it where it has none of its own.

    ``node.version.framework`` is read: select it.
    """
    tree, framework = cause_tree(), node.version.framework.code
    own = tree.get((framework, node.code))
    if own is not None:
        return own
    below = [
        branch
        for (home, code), branch in tree.items()
        if home == framework and code.startswith(f"{node.code}.")
    ]
    return Branch(
        tuple(branch.causes[0] for branch in below if branch.causes),
        tuple(branch.remedies[0] for branch in below if branch.remedies),
    )
