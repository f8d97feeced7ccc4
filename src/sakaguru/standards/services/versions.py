"""Draft, publish and discard versions of a framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError, Incomplete
from sakaguru.standards import permissions
from sakaguru.standards.enums import NodeKind, VersionStatus
from sakaguru.standards.models import Framework, FrameworkVersion, Level, Node
from sakaguru.standards.signals import framework_published

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor


class VersionIsFrozen(DomainError):
    code = "version_is_frozen"


class LabelTaken(DomainError):
    code = "label_taken"


@transaction.atomic
def draft_version(
    *, actor: Actor, version: FrameworkVersion, label: str, at: datetime
) -> FrameworkVersion:
    """Copy a version into a draft that may be changed.

    Raises:
        NotAllowed: the actor may not edit this framework.
        LabelTaken: the framework has a version of this name already.
    """
    permissions.EDIT_FRAMEWORK.check(actor, version)
    framework = Framework.objects.select_for_update().get(pk=version.framework_id)
    if framework.versions.filter(label=label).exists():
        raise LabelTaken(_("Versi {label} sudah ada.").format(label=label))
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
    record(
        actor=actor,
        action="framework_version.drafted",
        subject=draft,
        at=at,
        path=framework.owner.path,
    )
    return draft


@transaction.atomic
def publish_version(
    *, actor: Actor, version: FrameworkVersion, at: datetime
) -> FrameworkVersion:
    """Put a draft in force, for ever unchanged; the version before it is superseded.

    Raises:
        NotAllowed: the actor may not edit this framework.
        VersionIsFrozen: it is not a draft.
        Incomplete: the tree cannot be used as it is.
    """
    framework = Framework.objects.select_for_update().get(pk=version.framework_id)
    version = locked_draft(actor, version)
    if faults := _faults(version):
        raise Incomplete(_("Rancangan belum lengkap."), faults)
    framework.versions.filter(status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.SUPERSEDED
    )
    version.status, version.published_at = VersionStatus.PUBLISHED, at
    version.save(update_fields=["status", "published_at"])
    record(
        actor=actor,
        action="framework_version.published",
        subject=version,
        at=at,
        path=framework.owner.path,
    )
    framework_published.send(sender=FrameworkVersion, version_id=version.pk)
    return version


@transaction.atomic
def discard_version(*, actor: Actor, version: FrameworkVersion, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        NotAllowed: the actor may not edit this framework.
        VersionIsFrozen: it is not a draft.
    """
    version = locked_draft(actor, version)
    record(
        actor=actor,
        action="framework_version.discarded",
        subject=version,
        at=at,
        path=version.framework.owner.path,
    )
    version.delete()


def locked_draft(actor: Actor, version: FrameworkVersion) -> FrameworkVersion:
    """Lock a version that the actor may change, or say why not."""
    rows = FrameworkVersion.objects.select_for_update(of=("self",))
    version = rows.select_related("framework__owner").get(pk=version.pk)
    permissions.EDIT_FRAMEWORK.check(actor, version)
    if not version.is_draft:
        message = _("Versi {label} sudah ditetapkan dan tidak dapat diubah lagi.")
        raise VersionIsFrozen(message.format(label=version.label))
    return version


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
