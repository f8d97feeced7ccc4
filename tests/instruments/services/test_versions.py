import datetime as dt

import pytest
from factories.instruments import drafted_instrument, small_instrument
from factories.organisations import OrganisationFactory

from sakaguru.core.access import SYSTEM
from sakaguru.core.errors import Incomplete, NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.instruments.adapters.shipped import shipped_instrument
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.instruments.queries.documents import written_documents
from sakaguru.instruments.services.loading import load_instrument
from sakaguru.instruments.services.versions import (
    discard_version,
    draft_version,
    publish_version,
)
from sakaguru.instruments.signals import instrument_published
from sakaguru.organisations.enums import Role
from sakaguru.standards.adapters.shipped import shipped_framework
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.services.editions import LabelTaken, VersionIsFrozen
from sakaguru.standards.services.loading import load_framework

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def eds():
    """EDS-SD itself: it passes the checks, which small instruments do not."""
    nation = OrganisationFactory()
    document = shipped_framework("snp_2016")
    framework = load_framework(actor=SYSTEM, owner=nation, document=document, at=AT)
    shipped = shipped_instrument()
    return load_instrument(
        actor=SYSTEM,
        owner=nation,
        framework_version=framework.version,
        document=shipped.instrument,
        roles=shipped.roles,
        at=AT,
    ).version


@pytest.fixture
def editor(eds, actor_at):
    return actor_at(eds.instrument.owner, Role.HEAD_OF_QA)


def test_a_draft_is_a_full_copy_with_a_trace(eds, editor):
    draft = draft_version(actor=editor, version=eds, label="2026.2", at=AT)

    assert draft.is_draft
    assert draft.drafted_from == eds
    old, new = written_documents(eds), written_documents(draft)
    assert new.roles == old.roles
    assert new.instrument | {"version": "2026.1"} == old.instrument
    event = AuditEvent.objects.get(action="instrument_version.drafted")
    assert (event.actor_id, event.subject_id) == (editor.user_id, str(draft.pk))


def test_publishing_freezes_supersedes_and_announces(eds, editor):
    heard = []
    draft = draft_version(actor=editor, version=eds, label="2026.2", at=AT)

    def hear(*, version_id, **_):
        heard.append(version_id)

    instrument_published.connect(hear)
    published = publish_version(actor=editor, version=draft, at=AT)
    instrument_published.disconnect(hear)

    eds.refresh_from_db()
    assert (published.status, published.published_at) == (VersionStatus.PUBLISHED, AT)
    assert eds.status == VersionStatus.SUPERSEDED
    assert heard == [draft.pk]


def test_a_draft_that_fails_the_checks_is_not_published(actor_at):
    draft = drafted_instrument()
    editor = actor_at(draft.instrument.owner, Role.HEAD)

    with pytest.raises(Incomplete) as refusal:
        publish_version(actor=editor, version=draft, at=AT)

    assert refusal.value.faults
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_published_version_is_frozen(actor_at):
    version = small_instrument()
    editor = actor_at(version.instrument.owner, Role.HEAD)

    with pytest.raises(VersionIsFrozen, match="tidak dapat diubah"):
        publish_version(actor=editor, version=version, at=AT)
    with pytest.raises(VersionIsFrozen):
        discard_version(actor=editor, version=version, at=AT)
    with pytest.raises(LabelTaken, match="sudah ada"):
        draft_version(actor=editor, version=version, label=version.label, at=AT)


def test_a_draft_can_be_discarded(actor_at):
    draft = drafted_instrument(roles=("GS", "DATA"))

    discard_version(
        actor=actor_at(draft.instrument.owner, Role.HEAD), version=draft, at=AT
    )

    assert not InstrumentVersion.objects.exists()


@pytest.mark.parametrize("service", [publish_version, discard_version])
def test_drafts_are_not_for_strangers(service, actor_at):
    draft = drafted_instrument()

    with pytest.raises(NotAllowed):
        service(actor=actor_at(OrganisationFactory(), Role.HEAD), version=draft, at=AT)

    draft.refresh_from_db()
    assert draft.is_draft


def test_drafting_is_not_for_strangers(actor_at):
    version = small_instrument()

    with pytest.raises(NotAllowed):
        draft_version(
            actor=actor_at(version.instrument.owner, Role.TEACHER),
            version=version,
            label="x",
            at=AT,
        )

    assert InstrumentVersion.objects.count() == 1
