"""Draft, publish and discard versions of an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError, Incomplete
from sakaguru.instruments import permissions
from sakaguru.instruments.models import Instrument, InstrumentVersion
from sakaguru.instruments.queries.faults import faults_of
from sakaguru.instruments.services.copies import copied_version
from sakaguru.instruments.signals import instrument_published
from sakaguru.standards.enums import VersionStatus

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor


class VersionIsFrozen(DomainError):
    code = "version_is_frozen"


class LabelTaken(DomainError):
    code = "label_taken"


@transaction.atomic
def draft_version(
    *, actor: Actor, version: InstrumentVersion, label: str, at: datetime
) -> InstrumentVersion:
    """Copy a version into a draft that may be changed.

    Raises:
        NotAllowed: the actor may not edit this instrument.
        LabelTaken: the instrument has a version of this name already.
    """
    permissions.EDIT_INSTRUMENT.check(actor, version)
    instrument = Instrument.objects.select_for_update().get(pk=version.instrument_id)
    if instrument.versions.filter(label=label).exists():
        raise LabelTaken(_("Versi {label} sudah ada.").format(label=label))
    draft = copied_version(version, instrument, label)
    record(
        actor=actor,
        action="instrument_version.drafted",
        subject=draft,
        at=at,
        path=instrument.owner.path,
    )
    return draft


@transaction.atomic
def publish_version(
    *, actor: Actor, version: InstrumentVersion, at: datetime
) -> InstrumentVersion:
    """Put a draft in force, for ever unchanged; the version before it is superseded.

    Raises:
        NotAllowed: the actor may not edit this instrument.
        VersionIsFrozen: it is not a draft.
        Incomplete: its questions or rules do not pass the checks; all are named.
    """
    instrument = Instrument.objects.select_for_update().get(pk=version.instrument_id)
    version = locked_draft(actor, version)
    if faults := faults_of(version):
        raise Incomplete(_("Rancangan belum lolos pemeriksaan."), faults)
    instrument.versions.filter(status=VersionStatus.PUBLISHED).update(
        status=VersionStatus.SUPERSEDED
    )
    version.status, version.published_at = VersionStatus.PUBLISHED, at
    version.save(update_fields=["status", "published_at"])
    record(
        actor=actor,
        action="instrument_version.published",
        subject=version,
        at=at,
        path=instrument.owner.path,
    )
    instrument_published.send(sender=InstrumentVersion, version_id=version.pk)
    return version


@transaction.atomic
def discard_version(*, actor: Actor, version: InstrumentVersion, at: datetime) -> None:
    """Throw a draft away.

    Raises:
        NotAllowed: the actor may not edit this instrument.
        VersionIsFrozen: it is not a draft.
    """
    version = locked_draft(actor, version)
    record(
        actor=actor,
        action="instrument_version.discarded",
        subject=version,
        at=at,
        path=version.instrument.owner.path,
    )
    version.delete()


def locked_draft(actor: Actor, version: InstrumentVersion) -> InstrumentVersion:
    """Lock a version that the actor may change, or say why not."""
    rows = InstrumentVersion.objects.select_for_update(of=("self",))
    rows = rows.select_related("instrument__owner", "framework_version__framework")
    version = rows.get(pk=version.pk)
    permissions.EDIT_INSTRUMENT.check(actor, version)
    if not version.is_draft:
        message = _("Versi {label} sudah ditetapkan dan tidak dapat diubah lagi.")
        raise VersionIsFrozen(message.format(label=version.label))
    return version
