import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.standards import drafted_framework, published, small_framework

from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def nation():
    return OrganisationFactory()


@pytest.fixture
def version(nation):
    return small_framework(framework__owner=nation, framework__code="SNP-X", label="1")


@pytest.fixture
def teacher(nation, client_as):
    return client_as(OrganisationFactory(parent=nation), Role.TEACHER)


def pages(version):
    place = [version.framework.code, version.label]
    return [
        reverse("standards:framework-list"),
        reverse("standards:node-search") + "?q=simpul",
        reverse("standards:version-detail", args=place),
        reverse("standards:version-detail", args=place) + "?buka=1.1",
        reverse("standards:node-detail", args=[*place, "1"]),
        reverse("standards:node-detail", args=[*place, "1.1.1"]),
        reverse("standards:version-compare", args=place[:1]),
    ]


def test_a_teacher_reads_every_page(version, teacher):
    for address in pages(version):
        assert teacher.get(address).status_code == 200, address


def test_who_has_not_signed_in_is_asked_to(version, client):
    for address in pages(version):
        assert client.get(address).status_code == 302, address


def test_the_address_of_a_framework_leads_to_the_version_in_force(version, teacher):
    response = teacher.get(reverse("standards:framework-detail", args=["SNP-X"]))

    assert response.url == version.get_absolute_url()


def test_what_another_line_keeps_to_itself_is_not_found(client_as):
    owner = OrganisationFactory(parent=OrganisationFactory())
    hidden = small_framework(framework__owner=owner)
    stranger = client_as(OrganisationFactory(), Role.HEAD)

    for address in pages(hidden)[2:]:
        assert stranger.get(address).status_code == 404, address
    code = hidden.framework.code
    gone = stranger.get(reverse("standards:framework-detail", args=[code]))
    assert gone.status_code == 404
    found = stranger.get(reverse("standards:node-search") + "?q=1.1").text
    assert "/1.1/" not in found


def test_an_unknown_node_is_not_found(version, teacher):
    args = [version.framework.code, version.label, "9.9"]

    assert teacher.get(reverse("standards:node-detail", args=args)).status_code == 404


def cost(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("index", range(6))
def test_pages_cost_the_same_with_few_nodes_and_with_many(index, nation, client_as):
    client = client_as(nation, Role.VIEWER)
    few = small_framework(("1", "1.1", "1.1.1"), framework__owner=nation)
    codes = ("1", "1.1", "1.1.1", "1.1.2", "1.1.3", "2", "2.1", "2.1.1", "3", "3.1")
    many = small_framework(codes, framework__owner=nation)

    assert cost(client, pages(few)[index]) == cost(client, pages(many)[index]) <= 10


def test_search_shows_what_was_found_and_what_was_not(version, teacher):
    address = reverse("standards:node-search")

    assert "1.1.2" in teacher.get(address, {"q": "1.1"}).text
    assert "Tidak ditemukan" in teacher.get(address, {"q": "zebra"}).text
    assert "Tidak ditemukan" not in teacher.get(address).text


def test_a_node_tells_its_ground_its_source_and_its_levels(nation, teacher):
    version = drafted_framework(framework__owner=nation)
    version.nodes.filter(code="1").update(
        regulation={"text": {"id": "Permen 7/2025", "en": "Rule 7/2025"}, "check": True}
    )
    version.nodes.filter(code="1.1.1").update(respondents=["GS"], applies=False)
    published(version)
    args = [version.framework.code, version.label, "1.1.1"]

    text = teacher.get(reverse("standards:node-detail", args=args)).text

    for said in ("Permen 7/2025", "periksa nomornya", "Guru", "Bukan untuk SD"):
        assert said in text
    assert "Menuju SNP 1" in text


def test_labels_show_their_colours_by_rule(nation, teacher):
    version = drafted_framework(framework__owner=nation)
    version.nodes.filter(code="1.1").update(
        label_rule={
            "labels": {"merah": "Tinggi", "kuning": "Sedang", "hijau": "Rendah"},
            "source": "Asesmen Nasional",
        }
    )
    args = [version.framework.code, version.label, "1.1"]
    published(version)

    text = teacher.get(reverse("standards:node-detail", args=args)).text

    assert text.index("Merah") < text.index("Tinggi") < text.index("Hijau")
    assert "Asesmen Nasional" in text


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_nodes_can_be_taken_away(form, version, teacher):
    args = [version.framework.code, version.label, form]

    response = teacher.get(reverse("standards:node-export", args=args))

    assert response.status_code == 200
    assert f'filename="snp-x-1.{form}"' in response["Content-Disposition"]
    if form == "csv":
        assert "1.1.1" in response.content.decode("utf-8-sig")
