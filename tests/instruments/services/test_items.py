import datetime as dt

import pytest
from factories.instruments import drafted_instrument, small_instrument
from factories.organisations import OrganisationFactory
from factories.standards import both

from sakaguru.core.errors import Incomplete, NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.instruments.services.items import ItemChanges, edit_item
from sakaguru.organisations.enums import Role
from sakaguru.standards.services.editions import VersionIsFrozen

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


def edit(actor, version, **fields):
    given = {
        "text": both("Apa yang terlihat?"),
        "why": {},
        "example": both("Misalnya ini."),
        "options": [both(f"Langkah {place}") for place in range(4)],
        "weight": 2.0,
    }
    item = version.items.get(code="GS001")
    return edit_item(
        actor=actor, item=item, changes=ItemChanges(**given | fields), at=AT
    )


def test_the_words_of_a_draft_can_be_changed_and_leave_a_trace(actor_at):
    draft = drafted_instrument()

    edit(actor_at(draft.instrument.owner, Role.HEAD), draft)

    item = draft.items.get(code="GS001")
    assert (item.text, item.weight) == (both("Apa yang terlihat?"), 2.0)
    assert [option.text["id"] for option in item.options.all()] == [
        "Langkah 0", "Langkah 1", "Langkah 2", "Langkah 3"
    ]  # fmt: skip
    event = AuditEvent.objects.get()
    assert (event.action, event.subject_id) == ("item.edited", str(item.pk))


@pytest.mark.parametrize("wrong", [{"weight": 0}, {"options": []}])
def test_an_item_keeps_a_weight_and_its_options(wrong, actor_at):
    draft = drafted_instrument()

    with pytest.raises(Incomplete):
        edit(actor_at(draft.instrument.owner, Role.HEAD), draft, **wrong)


def test_an_item_of_a_published_version_is_frozen(actor_at):
    version = small_instrument()

    with pytest.raises(VersionIsFrozen):
        edit(actor_at(version.instrument.owner, Role.HEAD), version)


def test_editing_is_for_heads_of_the_owner(actor_at):
    draft = drafted_instrument()

    for actor in (
        actor_at(draft.instrument.owner, Role.TEACHER),
        actor_at(OrganisationFactory(), Role.HEAD),
    ):
        with pytest.raises(NotAllowed):
            edit(actor, draft)
    assert draft.items.get(code="GS001").weight == 1
