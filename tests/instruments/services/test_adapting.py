import datetime as dt

import pytest
from factories.instruments import small_instrument
from factories.organisations import OrganisationFactory, line

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.instruments.models import Instrument
from sakaguru.instruments.queries import instrument_document
from sakaguru.instruments.services.adapting import (
    CodeTaken,
    NotAnOwner,
    adapt_version,
)
from sakaguru.organisations.enums import Role, Tier

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def tree():
    return line(Tier.NATION, Tier.PROVINCE, Tier.DISTRICT, Tier.AREA)


def adapt(actor, version, owner, code="EDS-KAB"):
    return adapt_version(
        actor=actor,
        version=version,
        owner=owner,
        code=code,
        title={"id": "Punya kami", "en": "Ours"},
        at=AT,
    )


def test_a_district_makes_an_instrument_of_its_own(tree, actor_at):
    district = tree[2]
    version = small_instrument(("KS", "GS", "DATA"), instrument__owner=tree[0])

    draft = adapt(actor_at(district, Role.HEAD), version, district)

    assert (draft.instrument.owner, draft.drafted_from) == (district, version)
    assert draft.is_draft
    old, new = instrument_document(version), instrument_document(draft)
    assert new["items"] == old["items"]
    event = AuditEvent.objects.get()
    assert (event.action, event.detail) == (
        "instrument.adapted",
        {"from": str(version)},
    )


def test_only_the_upper_tiers_own_instruments(tree, actor_at):
    version = small_instrument(instrument__owner=tree[0])

    with pytest.raises(NotAnOwner):
        adapt(actor_at(tree[3], Role.HEAD), version, tree[3])

    assert Instrument.objects.count() == 1


def test_a_code_is_used_once(tree, actor_at):
    version = small_instrument(instrument__owner=tree[0])

    with pytest.raises(CodeTaken):
        adapt(actor_at(tree[2], Role.HEAD), version, tree[2], version.instrument.code)


def test_adapting_is_for_heads_of_the_owner(tree, actor_at):
    version = small_instrument(instrument__owner=tree[0])

    for actor in (
        actor_at(tree[2], Role.TEACHER),
        actor_at(OrganisationFactory(parent=tree[1]), Role.HEAD),
    ):
        with pytest.raises(NotAllowed):
            adapt(actor, version, tree[2])
