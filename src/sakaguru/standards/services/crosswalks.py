"""Say which nodes of an earlier version live on in a draft."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import Incomplete
from sakaguru.standards.logic.crosswalks import Faults, faults_of, walk_of
from sakaguru.standards.services.versions import locked_draft

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.standards.models import FrameworkVersion


@transaction.atomic
def set_crosswalk(
    *,
    actor: Actor,
    version: FrameworkVersion,
    earlier: FrameworkVersion,
    wanted: Mapping[str, str],
    at: datetime,
) -> FrameworkVersion:
    """Keep the later code of each earlier node; an empty one says it has none.

    Change between cycles is computed over these pairs (R14).

    Raises:
        NotAllowed: the actor may not edit this framework.
        VersionIsFrozen: it is not a draft.
        Incomplete: a code is unknown, of another kind, or given twice.
    """
    version = locked_draft(actor, version)
    if earlier.framework_id != version.framework_id or earlier.pk == version.pk:
        raise Incomplete(_("Padanan hanya antara dua versi dari satu kerangka."))
    before, after = kinds_of(earlier), kinds_of(version)
    if (faults := faults_of(before, after, wanted)).are_there:
        raise Incomplete(_("Padanan belum benar."), _in_words(faults))
    walks = dict(version.about.get("crosswalk", {}))
    walks[earlier.label] = walk_of(before, after, wanted)
    version.about = {**version.about, "crosswalk": walks}
    version.save(update_fields=["about"])
    record(
        actor=actor,
        action="framework_version.crosswalk_set",
        subject=version,
        at=at,
        path=version.framework.owner.path,
        detail={"earlier": earlier.label, "pairs": len(walks[earlier.label])},
    )
    return version


def kinds_of(version: FrameworkVersion) -> dict[str, str]:
    """Codes in their order, and of which kind each is. One query."""
    rows = version.nodes.order_by("position").values_list("code", "kind")
    return {code: str(kind) for code, kind in rows}


def _in_words(faults: Faults) -> list[str]:
    kinds = (
        (faults.unknown, _("{code} tidak ada di versi baru.")),
        (faults.of_other_kind, _("{code} bukan butir yang sejenis.")),
        (faults.taken_twice, _("{code} dipakai lebih dari sekali.")),
    )
    return [text.format(code=code) for codes, text in kinds for code in codes]
