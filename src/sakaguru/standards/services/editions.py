"""Draft, publish and discard editions: one way for frameworks and instruments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError, Incomplete
from sakaguru.standards.enums import VersionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from django.dispatch import Signal

    from sakaguru.core.access import Actor, Rule
    from sakaguru.standards.models.edition import Edition

E = TypeVar("E", bound="Edition")


class VersionIsFrozen(DomainError):
    code = "version_is_frozen"


class LabelTaken(DomainError):
    code = "label_taken"


@dataclass(frozen=True)
class Editing(Generic[E]):
    """How the editions of one kind are written.

    ``home`` names the field of what an edition is of, which has an ``owner``;
    ``copied`` makes a draft of that home under a label; ``faults`` tells in words
    what keeps a draft from being used; ``act`` begins the names of the acts.
    """

    kind: type[E]
    home: str
    rule: Rule
    act: str
    announces: Signal
    copied: Callable[[E, Any, str], E]
    faults: Callable[[E], Sequence[str]]

    @transaction.atomic
    def draft(self, *, actor: Actor, version: E, label: str, at: datetime) -> E:
        """Copy an edition into a draft that may be changed.

        Raises:
            NotAllowed: the actor may not edit what it is an edition of.
            LabelTaken: there is an edition of this name already.
        """
        self.rule.check(actor, version)
        home = self._locked_home(version)
        if home.versions.filter(label=label).exists():
            raise LabelTaken(_("Versi {label} sudah ada.").format(label=label))
        draft = self.copied(version, home, label)
        self._record("drafted", actor, draft, at)
        return draft

    @transaction.atomic
    def publish(self, *, actor: Actor, version: E, at: datetime) -> E:
        """Put a draft in force, for ever unchanged; the one before it is superseded.

        Raises:
            NotAllowed: the actor may not edit what it is an edition of.
            VersionIsFrozen: it is not a draft.
            Incomplete: the draft cannot be used as it is; every fault is named.
        """
        home = self._locked_home(version)
        version = self.locked_draft(actor, version)
        if faults := self.faults(version):
            raise Incomplete(_("Rancangan belum lolos pemeriksaan."), list(faults))
        home.versions.filter(status=VersionStatus.PUBLISHED).update(
            status=VersionStatus.SUPERSEDED
        )
        version.status, version.published_at = VersionStatus.PUBLISHED, at
        version.save(update_fields=["status", "published_at"])
        self._record("published", actor, version, at)
        self.announces.send(sender=self.kind, version_id=version.pk)
        return version

    @transaction.atomic
    def discard(self, *, actor: Actor, version: E, at: datetime) -> None:
        """Throw a draft away.

        Raises:
            NotAllowed: the actor may not edit what it is an edition of.
            VersionIsFrozen: it is not a draft.
        """
        version = self.locked_draft(actor, version)
        self._record("discarded", actor, version, at)
        version.delete()

    def locked_draft(self, actor: Actor, version: E) -> E:
        """Lock an edition that the actor may change, or say why not."""
        rows = self.kind._default_manager.select_for_update(of=("self",))  # noqa: SLF001 -- Django's public name
        found = rows.select_related(f"{self.home}__owner").get(pk=version.pk)
        self.rule.check(actor, found)
        if not found.is_draft:
            message = _("Versi {label} sudah ditetapkan dan tidak dapat diubah lagi.")
            raise VersionIsFrozen(message.format(label=found.label))
        return found

    def _locked_home(self, version: E) -> Any:
        """Lock what the edition is of: one change of its editions at a time."""
        homes = type(getattr(version, self.home))._default_manager  # noqa: SLF001 -- Django's public name
        return homes.select_for_update().get(pk=getattr(version, f"{self.home}_id"))

    def _record(self, what: str, actor: Actor, version: E, at: datetime) -> None:
        path = getattr(version, self.home).owner.path
        action = f"{self.act}.{what}"
        record(actor=actor, action=action, subject=version, at=at, path=path)
