import pytest
from django.core.management import call_command
from django.urls import reverse
from factories.instruments import drafted_instrument, small_instrument
from factories.organisations import OrganisationFactory

from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Organisation

pytestmark = pytest.mark.django_db


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
    args = [version.instrument.code, version.label, *more]
    return reverse(f"instruments:{name}", args=args)


def filled(item, **fields):
    data = {"weight": "1"}
    texts = {"text": item.text, "why": item.why, "example": item.example}
    texts |= {f"option{n}": o.text for n, o in enumerate(item.options.all())}
    for name, said in texts.items():
        data |= {f"{name}_{language}": said[language] for language in ("id", "en")}
    return data | fields


def test_a_head_drafts_edits_compares_and_publishes(client_as, capsys):
    call_command("load_instruments")
    old = InstrumentVersion.objects.get()
    head = client_as(Organisation.objects.get(code="ID"), Role.HEAD_OF_QA)

    drafted = head.post(address("version-draft", old), {"label": "2026.2"}, follow=True)
    new = InstrumentVersion.objects.get(label="2026.2")
    item = new.items.get(code="SS001")
    edit = head.get(address("item-edit", new, "SS001"))
    data = filled(item, text_id="Apa yang kamu lakukan saat bel berbunyi?")
    saved = head.post(address("item-change", new, "SS001"), data)
    compared = head.get(reverse("instruments:version-compare", args=["EDS-SD"]))
    published = head.post(address("version-publish", new), follow=True)

    assert "Ini rancangan" in drafted.text
    assert item.text["id"] in edit.text
    assert saved.url == item.get_absolute_url()
    assert "Apa yang kamu lakukan saat bel berbunyi?" in compared.text
    assert "2026.2 berlaku" in published.text
    old.refresh_from_db()
    assert old.status == "superseded"


def test_a_draft_that_fails_the_checks_says_why(nation, head):
    draft = drafted_instrument(instrument__owner=nation)

    response = head.post(address("version-publish", draft))

    assert response.status_code == 422
    assert "belum lolos pemeriksaan" in response.text
    assert "Subindikatornya tidak berlaku untuk SD" not in response.text
    assert "Terlalu sedikit" not in response.text
    assert "Perkiraan menit tidak cocok" in response.text


def test_a_head_throws_a_draft_away(nation, head):
    draft = drafted_instrument(instrument__owner=nation)

    response = head.post(address("version-discard", draft))

    assert response.url == reverse("instruments:instrument-list")
    assert not InstrumentVersion.objects.exists()


def test_wrong_input_is_shown_with_what_to_mend(nation, head):
    version = small_instrument(instrument__owner=nation)
    draft = drafted_instrument(instrument__owner=nation)
    item = draft.items.get(code="GS001")

    name = head.post(address("version-draft", version), {"label": "a b"})
    text = head.post(
        address("item-change", draft, "GS001"), filled(item, text_id="", weight="0")
    )

    assert (name.status_code, text.status_code) == (422, 422)
    assert "errorlist" in name.text
    assert "errorlist" in text.text


def test_a_teacher_may_read_and_not_draft(nation, teacher):
    version = small_instrument(instrument__owner=nation)

    response = teacher.post(address("version-draft", version), {"label": "2"})

    assert response.status_code == 403
    assert "Susun versi baru" not in teacher.get(version.get_absolute_url()).text


def test_a_teacher_does_not_find_drafts(nation, teacher):
    draft = drafted_instrument(instrument__owner=nation)

    answers = [
        teacher.get(address("item-edit", draft, "GS001")),
        teacher.post(address("item-change", draft, "GS001"), {}),
        teacher.post(address("version-publish", draft)),
        teacher.post(address("version-discard", draft)),
    ]

    assert {answer.status_code for answer in answers} == {404}


def test_comparing_says_when_there_is_nothing_to_compare(nation, head):
    version = small_instrument(instrument__owner=nation)
    page = reverse("instruments:version-compare", args=[version.instrument.code])

    alone = head.get(page)
    head.post(address("version-draft", version), {"label": "n"})
    same = head.get(page)
    unknown = head.get(reverse("instruments:version-compare", args=["TIDAK-ADA"]))

    assert "Baru ada satu versi" in alone.text
    assert "Sama persis" in same.text
    assert unknown.status_code == 404


def test_a_district_derives_its_own_instrument(nation, client_as):
    version = small_instrument(instrument__owner=nation)
    district = OrganisationFactory(
        tier=Tier.DISTRICT, parent=OrganisationFactory(parent=nation)
    )
    head = client_as(district, Role.HEAD)
    form = {"code": "EDS-KAB", "title_id": "Punya kami", "title_en": "Ours"}

    offered = head.get(version.get_absolute_url())
    page = head.get(address("version-adapt", version))
    wrong = head.post(address("version-adapted", version), form | {"code": "a b"})
    made = head.post(address("version-adapted", version), form, follow=True)

    assert address("version-adapt", version) in offered.text
    assert district.name in page.text
    assert wrong.status_code == 422
    assert "Ini rancangan" in made.text
    assert InstrumentVersion.objects.get(instrument__code="EDS-KAB").is_draft


def test_a_teacher_is_not_offered_to_derive(nation, teacher):
    version = small_instrument(instrument__owner=nation)
    form = {"code": "EDS-KAB", "title_id": "Punya kami", "title_en": "Ours"}

    assert "turunkan" not in teacher.get(version.get_absolute_url()).text
    assert teacher.get(address("version-adapt", version)).status_code == 403
    answer = teacher.post(address("version-adapted", version), form)
    assert answer.status_code == 403
