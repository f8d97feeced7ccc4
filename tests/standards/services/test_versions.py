import datetime as dt

import pytest
from factories.organisations import OrganisationFactory
from factories.standards import drafted_framework, small_framework

from sakaguru.core.errors import Incomplete, NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models import FrameworkVersion
from sakaguru.standards.queries import framework_document
from sakaguru.standards.services.editions import LabelTaken, VersionIsFrozen
from sakaguru.standards.services.versions import (
    discard_version,
    draft_version,
    publish_version,
)
from sakaguru.standards.signals import framework_published

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 9, 1, 8, 0, tzinfo=dt.UTC)


@pytest.fixture
def version():
    return small_framework()


@pytest.fixture
def editor(version, actor_at):
    return actor_at(version.framework.owner, Role.HEAD_OF_QA)


@pytest.fixture
def stranger(actor_at):
    return actor_at(OrganisationFactory(), Role.HEAD)


def test_a_draft_is_a_full_copy_with_a_trace(version, editor):
    draft = draft_version(actor=editor, version=version, label="2", at=AT)

    old, new = framework_document(version), framework_document(draft)
    assert new | {"version": old["version"]} == old
    assert draft.drafted_from == version
    assert draft.is_draft
    assert set(draft.nodes.values_list("pk")).isdisjoint(
        version.nodes.values_list("pk")
    )
    trace = AuditEvent.objects.values_list("action", "subject_id", "actor_id", "path")
    assert list(trace) == [
        (
            "framework_version.drafted",
            str(draft.pk),
            editor.user_id,
            version.framework.owner.path,
        )
    ]


def test_a_draft_needs_a_name_of_its_own(version, editor):
    with pytest.raises(LabelTaken, match="sudah ada"):
        draft_version(actor=editor, version=version, label=version.label, at=AT)


def test_drafting_is_not_for_strangers(version, stranger):
    with pytest.raises(NotAllowed):
        draft_version(actor=stranger, version=version, label="2", at=AT)

    assert FrameworkVersion.objects.count() == 1


def test_publishing_freezes_supersedes_and_announces(version, editor):
    heard = []
    draft = draft_version(actor=editor, version=version, label="2", at=AT)

    def hear(*, version_id, **_):
        heard.append(version_id)

    framework_published.connect(hear)
    published = publish_version(actor=editor, version=draft, at=AT)
    framework_published.disconnect(hear)

    version.refresh_from_db()
    assert (published.status, published.published_at) == (VersionStatus.PUBLISHED, AT)
    assert version.status == VersionStatus.SUPERSEDED
    assert heard == [draft.pk]


def test_publishing_twice_is_refused(version, editor):
    with pytest.raises(VersionIsFrozen, match="tidak dapat diubah"):
        publish_version(actor=editor, version=version, at=AT)


def test_publishing_is_not_for_strangers(stranger):
    draft = drafted_framework()

    with pytest.raises(NotAllowed):
        publish_version(actor=stranger, version=draft, at=AT)

    draft.refresh_from_db()
    assert draft.is_draft


def test_publishing_names_every_fault_at_once(actor_at):
    draft = drafted_framework(("1", "1.1", "2"))
    draft.nodes.filter(code="1.1").update(title={"id": "", "en": "x"})
    draft.levels.filter(number=5).update(up_to=6)
    editor = actor_at(draft.framework.owner, Role.HEAD)

    with pytest.raises(Incomplete) as refusal:
        publish_version(actor=editor, version=draft, at=AT)

    assert refusal.value.faults == [
        "2 tidak punya isi.",
        "1.1 belum bernama.",
        "Batas tingkat harus naik sampai nilai tertinggi.",
    ]
    draft.refresh_from_db()
    assert draft.is_draft


def test_an_empty_draft_is_not_published(actor_at):
    draft = drafted_framework(())

    with pytest.raises(Incomplete) as refusal:
        publish_version(
            actor=actor_at(draft.framework.owner, Role.HEAD), version=draft, at=AT
        )

    assert refusal.value.faults == ["Belum ada satu pun standar."]


def test_a_draft_can_be_discarded(version, editor):
    draft = draft_version(actor=editor, version=version, label="2", at=AT)

    discard_version(actor=editor, version=draft, at=AT)

    assert list(FrameworkVersion.objects.all()) == [version]


def test_a_published_version_cannot_be_discarded(version, editor):
    with pytest.raises(VersionIsFrozen):
        discard_version(actor=editor, version=version, at=AT)


def test_discarding_is_not_for_strangers(stranger):
    draft = drafted_framework()

    with pytest.raises(NotAllowed):
        discard_version(actor=stranger, version=draft, at=AT)

    assert FrameworkVersion.objects.filter(pk=draft.pk).exists()
