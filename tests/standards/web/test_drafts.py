import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.standards import drafted_framework, small_framework

from sakaguru.organisations.enums import Role
from sakaguru.standards.models import FrameworkVersion

pytestmark = pytest.mark.django_db
FORM = {
    "title_id": "Baru",
    "title_en": "New",
    "definition_id": "",
    "definition_en": "",
    "weight": "2",
}


@pytest.fixture
def nation():
    return OrganisationFactory()


@pytest.fixture
def head(nation, client_as):
    return client_as(nation, Role.HEAD)


@pytest.fixture
def teacher(nation, client_as):
    return client_as(nation, Role.TEACHER)


def address(name, version, *more):
    args = [version.framework.code, version.label, *more]
    return reverse(f"standards:{name}", args=args)


def test_a_head_drafts_edits_compares_and_publishes(nation, head):
    old = small_framework(framework__owner=nation, label="1")

    drafted = head.post(address("version-draft", old), {"label": "2"}, follow=True)
    new = FrameworkVersion.objects.get(label="2")
    assert "Ini rancangan" in drafted.text
    edit = head.get(address("node-edit", new, "1.1.1"))
    assert "Simpul 1.1.1" in edit.text
    saved = head.post(address("node-change", new, "1.1.1"), FORM)
    assert saved.url == new.nodes.get(code="1.1.1").get_absolute_url()
    compared = head.get(reverse("standards:version-compare", args=[new.framework.code]))
    assert "Berlaku untuk SD" in compared.text
    published = head.post(address("version-publish", new), follow=True)

    assert "Berlaku" in published.text
    old.refresh_from_db()
    assert old.status == "superseded"
    assert new.nodes.get(code="1.1.1").weight == 2


def test_a_head_throws_a_draft_away(nation, head):
    draft = drafted_framework(framework__owner=nation)

    response = head.post(address("version-discard", draft))

    assert response.url == reverse("standards:framework-list")
    assert not FrameworkVersion.objects.exists()


def test_wrong_input_is_shown_with_what_to_mend(nation, head):
    version = small_framework(framework__owner=nation)
    draft = drafted_framework(framework__owner=nation)

    name = head.post(address("version-draft", version), {"label": "a b"})
    weight = head.post(address("node-change", draft, "1"), FORM | {"weight": "0"})

    assert (name.status_code, weight.status_code) == (422, 422)
    assert "errorlist" in name.text
    assert "errorlist" in weight.text


def test_a_teacher_may_read_and_not_draft(nation, teacher):
    version = small_framework(framework__owner=nation)

    response = teacher.post(address("version-draft", version), {"label": "2"})

    assert response.status_code == 403
    assert "Anda tidak berwenang" in response.text
    assert "Susun versi baru" not in teacher.get(version.get_absolute_url()).text


def test_a_teacher_does_not_find_drafts(nation, teacher):
    draft = drafted_framework(framework__owner=nation)

    answers = [
        teacher.get(address("node-edit", draft, "1")),
        teacher.post(address("node-change", draft, "1"), FORM),
        teacher.post(address("version-publish", draft)),
        teacher.post(address("version-discard", draft)),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_a_published_version_refuses_in_words(nation, head):
    version = small_framework(framework__owner=nation)

    response = head.post(address("node-change", version, "1"), FORM | {"applies": "on"})

    assert response.status_code == 409
    assert "tidak dapat diubah lagi" in response.text


def test_comparing_says_when_there_is_nothing_to_compare(nation, head):
    version = small_framework(framework__owner=nation)

    alone = head.get(
        reverse("standards:version-compare", args=[version.framework.code])
    )
    head.post(address("version-draft", version), {"label": "n"})
    same = head.get(reverse("standards:version-compare", args=[version.framework.code]))
    unknown = head.get(reverse("standards:version-compare", args=["TIDAK-ADA"]))

    assert "Baru ada satu versi" in alone.text
    assert "Sama persis" in same.text
    assert unknown.status_code == 404
