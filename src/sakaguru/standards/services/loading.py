"""Load a framework that comes as a document, such as SNP-2016."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from sakaguru.core.errors import DomainError
from sakaguru.standards import permissions
from sakaguru.standards.enums import NodeKind
from sakaguru.standards.models import Framework, FrameworkVersion, Level, Node
from sakaguru.standards.services.versions import publish_version

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

Document = dict[str, Any]
TEXTS = ("title", "alt_title", "definition", "regulation", "evidence")
RULES = ("weight", "applies", "role_weights", "respondents", "provenance", "label_rule")


class OtherOwner(DomainError):
    code = "other_owner"


class Loaded(NamedTuple):
    """The version, and whether it was made just now."""

    version: FrameworkVersion
    is_new: bool


@transaction.atomic
def load_framework(
    *, actor: Actor, owner: Organisation, document: Document, at: datetime
) -> Loaded:
    """Publish a document as a version; a version that is there already stays.

    Raises:
        NotAllowed: the actor may not edit frameworks of this owner.
        OtherOwner: somebody else owns a framework with this code.
        Incomplete: the document cannot be used as it is.
    """
    framework = Framework(owner=owner, code=document["code"], title=document["title"])
    draft = FrameworkVersion(framework=framework, label=document["version"])
    permissions.EDIT_FRAMEWORK.check(actor, draft)
    known = Framework.objects.filter(code=framework.code).first()
    if known and known.owner_id != owner.pk:
        raise OtherOwner(framework.code)
    if known and (version := known.versions.filter(label=draft.label).first()):
        return Loaded(version, is_new=False)
    if not known:
        framework.save()
    version = _draft(known or framework, document)
    return Loaded(publish_version(actor=actor, version=version, at=at), is_new=True)


def _draft(framework: Framework, document: Document) -> FrameworkVersion:
    version = FrameworkVersion.objects.create(
        framework=framework,
        label=document["version"],
        scale_max=document["scale_max"],
        minimum_respondents=document["minimum_respondents"],
        about=document["about"],
    )
    Level.objects.bulk_create(
        Level(version=version, number=number, **level)
        for number, level in enumerate(document["levels"], start=1)
    )
    _add_nodes(version, document["nodes"])
    return version


def _add_nodes(version: FrameworkVersion, rows: list[Document]) -> None:
    """Add the tree, one level at a time, so that parents have their keys."""
    made: dict[str | None, Node | None] = {None: None}
    for kind in NodeKind:
        batch = [
            _node(version, row, position, made)
            for position, row in enumerate(rows, start=1)
            if row["kind"] == kind
        ]
        made.update({node.code: node for node in Node.objects.bulk_create(batch)})


def _node(
    version: FrameworkVersion,
    row: Document,
    position: int,
    made: Mapping[str | None, Node | None],
) -> Node:
    return Node(
        version=version,
        code=row["code"],
        kind=row["kind"],
        parent=made[row["parent"]],
        position=position,
        **{name: row[name] for name in (*TEXTS, *RULES) if name in row},
    )
