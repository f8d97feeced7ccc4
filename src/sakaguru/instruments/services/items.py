"""Change the questions of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.core.errors import Incomplete
from sakaguru.instruments.models import Item, Option
from sakaguru.instruments.services.versions import locked_draft

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor

Text = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChanges:
    """What may be changed in a question of a draft: its words, not what it measures.

    ``options`` are the texts of the options in their order.
    """

    text: Text
    why: Text
    example: Text
    options: list[Text]
    weight: float


@transaction.atomic
def edit_item(*, actor: Actor, item: Item, changes: ItemChanges, at: datetime) -> Item:
    """Change the words and weight of one question of a draft.

    Raises:
        NotAllowed: the actor may not edit this instrument.
        VersionIsFrozen: its version is not a draft.
        Incomplete: a weight that is not above 0, or another number of options.
    """
    version = locked_draft(actor, item.version)
    if changes.weight <= 0:
        raise Incomplete(_("Bobot harus lebih dari 0."))
    options = list(Option.objects.filter(item=item).order_by("position"))
    if len(options) != len(changes.options):
        raise Incomplete(_("Banyaknya pilihan jawaban tidak boleh berubah."))
    item = Item.objects.select_for_update(of=("self",)).get(pk=item.pk)
    for name in ("text", "why", "example", "weight"):
        setattr(item, name, getattr(changes, name))
    item.save(update_fields=["text", "why", "example", "weight"])
    for option, text in zip(options, changes.options, strict=True):
        option.text = text
    Option.objects.bulk_update(options, ["text"])
    record(
        actor=actor,
        action="item.edited",
        subject=item,
        at=at,
        path=version.instrument.owner.path,
    )
    return item
