"""Change the nodes of a draft."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import Incomplete
from sakaguru.standards.models import Node
from sakaguru.standards.services.versions import locked_draft

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeChanges:
    """What may be changed in a node of a draft. Texts are bilingual."""

    title: dict[str, str]
    definition: dict[str, str]
    weight: float
    applies: bool


@transaction.atomic
def edit_node(*, actor: Actor, node: Node, changes: NodeChanges, at: datetime) -> Node:
    """Change one node of a draft.

    Raises:
        NotAllowed: the actor may not edit this framework.
        VersionIsFrozen: its version is not a draft.
        Incomplete: a weight that is not above 0, or no Indonesian title.
    """
    version = locked_draft(actor, node.version)
    if changes.weight <= 0:
        raise Incomplete(_("Bobot harus lebih dari 0."))
    if not changes.title.get("id"):
        raise Incomplete(_("Nama dalam bahasa Indonesia harus diisi."))
    node = Node.objects.select_for_update(of=("self",)).get(pk=node.pk)
    changed = _apply(node, asdict(changes))
    node.save(update_fields=changed)
    record(
        actor=actor,
        action="node.edited",
        subject=node,
        at=at,
        path=version.framework.owner.path,
        detail={"fields": changed},
    )
    return node


def _apply(node: Node, changes: dict[str, Any]) -> list[str]:
    changed = [name for name, value in changes.items() if getattr(node, name) != value]
    for name in changed:
        setattr(node, name, changes[name])
    return changed
