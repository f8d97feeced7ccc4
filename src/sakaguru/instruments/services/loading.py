"""Load an instrument that comes as documents, such as EDS-SD."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from sakaguru.core.errors import DomainError
from sakaguru.instruments import permissions
from sakaguru.instruments.models import Instrument, InstrumentVersion
from sakaguru.instruments.services import parts
from sakaguru.instruments.services.versions import publish_version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation
    from sakaguru.standards.models import FrameworkVersion

Document = dict[str, Any]


class OtherOwner(DomainError):
    code = "other_owner"


class OtherFramework(DomainError):
    code = "other_framework"


class Loaded(NamedTuple):
    """The version, and whether it was made just now."""

    version: InstrumentVersion
    is_new: bool


@transaction.atomic
def load_instrument(
    *,
    actor: Actor,
    owner: Organisation,
    framework_version: FrameworkVersion,
    document: Document,
    roles: Sequence[Document],
    at: datetime,
) -> Loaded:
    """Publish documents as a version; a version that is there already stays.

    Raises:
        NotAllowed: the actor may not edit instruments of this owner.
        OtherOwner: somebody else owns an instrument with this code.
        OtherFramework: the documents ask about another framework.
        Incomplete: the questions do not pass the checks.
    """
    instrument = Instrument(owner=owner, code=document["code"], title=document["title"])
    draft = InstrumentVersion(instrument=instrument, label=document["version"])
    permissions.EDIT_INSTRUMENT.check(actor, draft)
    if document["framework"] != framework_version.framework.code:
        raise OtherFramework(document["framework"])
    known = Instrument.objects.filter(code=instrument.code).first()
    if known and known.owner_id != owner.pk:
        raise OtherOwner(instrument.code)
    if known and (version := known.versions.filter(label=draft.label).first()):
        return Loaded(version, is_new=False)
    if not known:
        instrument.save()
    version = _draft(known or instrument, framework_version, document, roles)
    return Loaded(publish_version(actor=actor, version=version, at=at), is_new=True)


def _draft(
    instrument: Instrument,
    framework_version: FrameworkVersion,
    document: Document,
    roles: Sequence[Document],
) -> InstrumentVersion:
    data: Document = next((role for role in roles if role["role"] == "DATA"), {})
    version = InstrumentVersion.objects.create(
        instrument=instrument,
        label=document["version"],
        framework_version=framework_version,
        languages=document["languages"],
        not_covered=document["not_covered"],
        about=document.get("about", {}),
        settings=data.get("settings", []),
        terms=data.get("terms", []),
        lists=data.get("lists", []),
    )
    nodes = {node.code: node for node in framework_version.nodes.all()}
    for role in roles:
        parts.add_questions(version, role, nodes)
    if data:
        parts.add_data(version, data, nodes)
    return version
