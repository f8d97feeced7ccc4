import pytest
from django.db import IntegrityError, transaction
from factories.standards import both, drafted_framework, small_framework

from sakaguru.standards.enums import VersionStatus
from sakaguru.standards.models import Framework, FrameworkVersion, Level, Node

pytestmark = pytest.mark.django_db


def refused():
    """The database refuses; the transaction around it lives on."""
    return pytest.raises(IntegrityError, match="published and frozen")


def test_a_draft_may_be_changed_and_thrown_away():
    version = drafted_framework()

    version.nodes.filter(code="1.1.1").update(weight=2)
    version.delete()

    assert not Node.objects.exists()


def test_a_node_of_a_published_version_can_never_change():
    version = small_framework()

    with refused(), transaction.atomic():
        version.nodes.filter(code="1.1.1").update(weight=2)
    with refused(), transaction.atomic():
        Node.objects.filter(version=version).delete()
    with refused(), transaction.atomic():
        Node.objects.create(
            version=version, code="9", kind="standard", position=99, title=both("x")
        )


def test_a_level_of_a_published_version_can_never_change():
    version = small_framework()

    with refused(), transaction.atomic():
        Level.objects.filter(version=version, number=1).update(up_to=3)


def test_a_node_cannot_be_carried_from_a_published_version_into_a_draft():
    version, draft = small_framework(), drafted_framework()

    with refused(), transaction.atomic():
        Node.objects.filter(version=version, code="1.1.1").update(version=draft)
    with refused(), transaction.atomic():
        Node.objects.filter(version=draft, code="1.1.1").update(
            version=version, code="7.7.7", position=777
        )


def test_a_published_version_can_only_be_superseded():
    version = small_framework()
    mine = FrameworkVersion.objects.filter(pk=version.pk)

    with refused(), transaction.atomic():
        mine.update(minimum_respondents={})
    with refused(), transaction.atomic():
        mine.update(status=VersionStatus.DRAFT, published_at=None)
    mine.update(status=VersionStatus.SUPERSEDED)
    with refused(), transaction.atomic():
        mine.update(status=VersionStatus.PUBLISHED)


def test_only_one_version_of_a_framework_is_published_at_a_time():
    version = small_framework()

    with pytest.raises(IntegrityError), transaction.atomic():
        small_framework(framework=version.framework)


def test_names_say_which_row_it_is():
    version = small_framework()
    node = version.nodes.get(code="1.1.1")

    assert str(version.framework) == version.framework.code
    assert str(version) == f"{version.framework.code} {version.label}"
    assert str(node) == f"1.1.1 #{node.pk}"
    assert str(version.levels.first()) == f"{version.pk} 1"
    assert Framework.objects.count() == 1
