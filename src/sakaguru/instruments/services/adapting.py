"""Make an instrument of one's own out of another's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError
from sakaguru.instruments import permissions
from sakaguru.instruments.models import Instrument, InstrumentVersion
from sakaguru.instruments.queries.versions import OWNERS
from sakaguru.instruments.services.copies import copied_version

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

FIRST_LABEL = "1"


class CodeTaken(DomainError):
    code = "code_taken"


class NotAnOwner(DomainError):
    code = "not_an_owner"


@transaction.atomic
def adapt_version(
    *,
    actor: Actor,
    version: InstrumentVersion,
    owner: Organisation,
    code: str,
    title: dict[str, str],
    at: datetime,
) -> InstrumentVersion:
    """Copy a version into a draft of a new instrument that ``owner`` may change.

    The draft remembers what it was made from, so that altered wording can be seen.

    Raises:
        NotAllowed: the actor may not edit instruments of this owner.
        NotAnOwner: only nation, provinces and districts own instruments.
        CodeTaken: there is an instrument of this code already.
    """
    instrument = Instrument(owner=owner, code=code, title=title)
    permissions.EDIT_INSTRUMENT.check(actor, InstrumentVersion(instrument=instrument))
    if owner.tier not in OWNERS:
        raise NotAnOwner(_("Hanya nasional, provinsi, dan kabupaten/kota."))
    if Instrument.objects.filter(code=code).exists():
        raise CodeTaken(_("Kode {code} sudah dipakai.").format(code=code))
    instrument.save()
    draft = copied_version(version, instrument, FIRST_LABEL)
    record(
        actor=actor,
        action="instrument.adapted",
        subject=draft,
        at=at,
        path=owner.path,
        detail={"from": str(version)},
    )
    return draft
