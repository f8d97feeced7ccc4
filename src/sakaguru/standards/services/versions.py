"""Draft, publish and discard versions of a framework."""

from __future__ import annotations

from django.utils.translation import gettext as _

from sakaguru.standards import permissions
from sakaguru.standards.enums import NodeKind
from sakaguru.standards.models import Framework, FrameworkVersion, Level, Node
from sakaguru.standards.services.editions import Editing
from sakaguru.standards.signals import framework_published


def _copied(
    version: FrameworkVersion, framework: Framework, label: str
) -> FrameworkVersion:
    draft = FrameworkVersion.objects.create(
        framework=framework,
        label=label,
        drafted_from=version,
        scale_max=version.scale_max,
        minimum_respondents=version.minimum_respondents,
        about=version.about,
    )
    _copy_levels(version, draft)
    _copy_nodes(version, draft)
    return draft


def _copy_levels(version: FrameworkVersion, draft: FrameworkVersion) -> None:
    levels = list(version.levels.all())
    for level in levels:
        level.pk, level.version = None, draft
    Level.objects.bulk_create(levels)


def _copy_nodes(version: FrameworkVersion, draft: FrameworkVersion) -> None:
    """Copy the tree, one level at a time, so that parents have their keys."""
    nodes = list(version.nodes.all())
    copies: dict[int | None, Node] = {}
    for kind in NodeKind:
        batch = [node for node in nodes if node.kind == kind]
        old_keys = [node.pk for node in batch]
        for node in batch:
            node.pk, node.version = None, draft
            node.parent = copies[node.parent_id] if node.parent_id else None
        copies.update(zip(old_keys, Node.objects.bulk_create(batch), strict=True))


def _faults(version: FrameworkVersion) -> list[str]:
    nodes = list(version.nodes.all())
    parents = {node.parent_id for node in nodes}
    empty = [
        node.code
        for node in nodes
        if node.kind == NodeKind.STANDARD and node.pk not in parents
    ]
    faults = [_("{code} tidak punya isi.").format(code=code) for code in empty]
    if not nodes:
        faults.append(_("Belum ada satu pun standar."))
    untitled = [node.code for node in nodes if not node.title.get("id")]
    faults += [_("{code} belum bernama.").format(code=code) for code in untitled]
    bounds = [level.up_to for level in version.levels.all()]
    if bounds != sorted(set(bounds)) or (bounds and bounds[-1] != version.scale_max):
        faults.append(_("Batas tingkat harus naik sampai nilai tertinggi."))
    return faults


EDITING = Editing(
    kind=FrameworkVersion,
    home="framework",
    rule=permissions.EDIT_FRAMEWORK,
    act="framework_version",
    announces=framework_published,
    copied=_copied,
    faults=_faults,
)
draft_version, publish_version = EDITING.draft, EDITING.publish
discard_version, locked_draft = EDITING.discard, EDITING.locked_draft
