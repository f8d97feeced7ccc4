import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.instruments import drafted_instrument, small_instrument
from factories.organisations import OrganisationFactory
from factories.standards import small_framework

from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation():
    return OrganisationFactory()


@pytest.fixture
def teacher(nation, client_as):
    return client_as(OrganisationFactory(parent=nation), Role.TEACHER)


def made(nation, codes=("1", "1.1", "1.1.1")):
    framework = small_framework(codes, framework__owner=nation)
    return small_instrument(
        ("KS", "GS", "DATA"), framework_version=framework, instrument__owner=nation
    )


def pages(version):
    place = [version.instrument.code, version.label]
    framework = version.framework_version
    return [
        reverse("instruments:instrument-list"),
        reverse(
            "instruments:node-items",
            args=[framework.framework.code, framework.label, "1.1.1"],
        ),
        reverse("instruments:version-detail", args=place),
        reverse("instruments:coverage-detail", args=place),
        reverse("instruments:questionnaire-detail", args=[*place, "GS"]),
        reverse("instruments:questionnaire-detail", args=[*place, "DATA"]),
        reverse("instruments:item-detail", args=[*place, "GS001"]),
        reverse("instruments:version-compare", args=place[:1]),
    ]


def test_a_teacher_reads_every_page(nation, teacher):
    for address in pages(made(nation)):
        assert teacher.get(address).status_code == 200, address


def test_who_has_not_signed_in_is_asked_to(nation, client):
    for address in pages(made(nation)):
        assert client.get(address).status_code == 302, address


def test_the_address_of_an_instrument_leads_to_the_version_in_force(nation, teacher):
    version = made(nation)
    args = [version.instrument.code]

    response = teacher.get(reverse("instruments:instrument-detail", args=args))

    assert response.url == version.get_absolute_url()


def test_what_another_line_keeps_to_itself_is_not_found(client_as):
    hidden = made(OrganisationFactory(parent=OrganisationFactory()))
    stranger = client_as(OrganisationFactory(), Role.HEAD)
    args = [hidden.instrument.code]

    for address in pages(hidden)[1:]:
        assert stranger.get(address).status_code == 404, address
    gone = stranger.get(reverse("instruments:instrument-detail", args=args))
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("item-detail", "GS999"),
        ("questionnaire-detail", "SS"),
        ("questionnaire-detail", "XX"),
    ],
)
def test_what_is_not_there_is_not_found(name, more, nation, teacher):
    version = made(nation)
    args = [version.instrument.code, version.label, more]

    assert teacher.get(reverse(f"instruments:{name}", args=args)).status_code == 404


def test_an_unknown_node_is_not_found(nation, teacher):
    framework = made(nation).framework_version
    args = [framework.framework.code, framework.label, "9.9"]

    answer = teacher.get(reverse("instruments:node-items", args=args))

    assert answer.status_code == 404


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("index", range(7))
def test_pages_cost_the_same_with_few_items_and_with_many(index, nation, client_as):
    client = client_as(nation, Role.VIEWER)
    few = made(nation)
    many = made(nation, ("1", "1.1", "1.1.1", "1.1.2", "1.1.3", "2", "2.1", "2.1.1"))

    assert cost(client, pages(few)[index]) == cost(client, pages(many)[index]) <= 11


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_items_can_be_taken_away(form, nation, teacher):
    version = made(nation)
    args = [version.instrument.code, version.label, form]

    response = teacher.get(reverse("instruments:item-export", args=args))

    assert response.status_code == 200
    if form == "csv":
        assert "Bagaimana keadaan GS001?" in response.content.decode("utf-8-sig")


def test_the_real_instrument_shows_its_rubrics_rules_and_gaps(client_as, capsys):
    call_command("load_instruments")
    version = InstrumentVersion.objects.get()
    reader = client_as(Organisation.objects.get(code="ID"), Role.VIEWER)
    place = [version.instrument.code, version.label]

    rule = reader.get(reverse("instruments:item-detail", args=[*place, "DATA_6.2.3"]))
    fields = reader.get(
        reverse("instruments:questionnaire-detail", args=[*place, "DATA"])
    )
    pupils = reader.get(
        reverse("instruments:questionnaire-detail", args=[*place, "SS"])
    )
    gap = reader.get(reverse("instruments:node-items", args=["SNP-2016", "1", "5.1.6"]))
    coverage = reader.get(reverse("instruments:coverage-detail", args=place))

    assert "Permendiknas 24/2007" in rule.text
    assert "Jumlah guru" in fields.text
    assert "Kira-kira 9 menit" in pupils.text or "kira-kira 9 menit" in pupils.text
    assert "angket" in gap.text
    assert "belum ada keterangan" in coverage.text


def test_the_shelf_shows_drafts_only_to_editors(nation, teacher, client_as):
    drafted_instrument(instrument__owner=nation, instrument__code="RAHASIA")
    address = reverse("instruments:instrument-list")

    assert "RAHASIA" not in teacher.get(address).text
    assert "RAHASIA" in client_as(nation, Role.HEAD).get(address).text
