import pytest
from django.db import IntegrityError, transaction
from factories.instruments import ItemFactory, drafted_instrument, small_instrument
from factories.standards import small_framework

from sakaguru.instruments.models import (
    DataField,
    DataRule,
    InstrumentVersion,
    Item,
    Option,
    Questionnaire,
    Section,
)
from sakaguru.standards.enums import VersionStatus

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Item, Option, Questionnaire, Section])
def test_no_part_of_a_published_version_can_be_deleted(model):
    small_instrument()

    with (
        pytest.raises(IntegrityError, match="published and frozen"),
        transaction.atomic(),
    ):
        model.objects.all().delete()


@pytest.mark.parametrize("model", [Item, Section])
def test_no_part_of_a_published_version_can_change(model):
    small_instrument()

    with (
        pytest.raises(IntegrityError, match="published and frozen"),
        transaction.atomic(),
    ):
        model.objects.update(position=7)


def test_a_draft_may_be_thrown_away():
    drafted_instrument().delete()

    assert not Item.objects.exists()


def test_a_published_version_can_only_be_superseded():
    version = small_instrument()
    mine = InstrumentVersion.objects.filter(pk=version.pk)

    with (
        pytest.raises(IntegrityError, match="published and frozen"),
        transaction.atomic(),
    ):
        mine.update(settings=[1])
    assert mine.update(status=VersionStatus.SUPERSEDED) == 1


def test_an_item_asks_only_nodes_of_its_own_framework_version():
    version = drafted_instrument()
    foreign = small_framework().nodes.get(code="1.1.1")

    with (
        pytest.raises(IntegrityError, match="another framework version"),
        transaction.atomic(),
    ):
        ItemFactory(version=version, node=foreign, code="GS999", position=999)


@pytest.mark.parametrize("points", [0, 251])
def test_points_fit_in_a_byte(points):
    version = drafted_instrument()

    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(version=version).update(max_points=points)


def test_names_say_which_row_it_is():
    version = small_instrument()
    item = version.items.first()

    assert str(version.instrument) == version.instrument.code
    assert str(version) == f"{version.instrument.code} {version.label}"
    assert str(item) == f"{item.code} #{item.pk}"
    assert str(item.options.first()) == f"{item.pk} 1"
    assert str(item.section) == f"{item.section.questionnaire_id} 1"
    assert str(item.section.questionnaire) == f"{version.pk} {item.role}"
    assert str(DataField(version=version, key="guru")) == f"{version.pk} guru"
    assert str(DataRule(version=version, item=item)) == f"{version.pk} {item.pk}"
