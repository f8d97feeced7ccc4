from __future__ import annotations

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory, SchoolFactory, line

from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Group, GroupMember, Organisation, TierName

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"organisations:{name}", args=args)


@pytest.mark.parametrize("schools", [1, 3])
def test_a_unit_page_costs_the_same_queries_with_one_and_three_children(
    schools, client_as, django_assert_num_queries
):
    _nation, _province, district = line(1, 2, 3)
    for _ in range(schools):
        SchoolFactory(
            organisation__parent=district, organisation__name="SD Negeri Contoh"
        )
    client = client_as(district, Role.VIEWER)
    client.get(district.get_absolute_url())

    with django_assert_num_queries(10):
        response = client.get(district.get_absolute_url())

    assert response.status_code == 200
    assert response.content.decode().count("SD Negeri Contoh") == schools


def test_a_unit_of_another_branch_does_not_exist_for_me(client_as):
    _nation, province, district = line(1, 2, 3)
    sibling = OrganisationFactory(tier=3, parent=province)
    client = client_as(sibling, Role.HEAD)

    assert client.get(district.get_absolute_url()).status_code == 404
    assert client.get(sibling.get_absolute_url()).status_code == 200
    assert client.get(province.get_absolute_url()).status_code == 404


def test_whoever_has_not_signed_in_is_asked_to(client):
    unit = OrganisationFactory()

    response = client.get(unit.get_absolute_url())

    assert response.status_code == 302
    assert "/akun/login/" in response.url


def test_search_finds_by_word_and_npsn_only_within_reach(client_as):
    _nation, _province, district = line(1, 2, 3)
    mine = SchoolFactory(
        organisation__parent=district, organisation__name="SD Negeri Melati"
    )
    SchoolFactory(organisation__name="SD Negeri Melati Jauh")
    client = client_as(district, Role.OPERATOR)

    by_word = client.get(address("organisation-list"), {"cari": "melati negeri"})
    by_code = client.get(address("organisation-list"), {"cari": mine.npsn})
    nothing = client.get(address("organisation-list"), {"cari": "mawar"})

    assert "SD Negeri Melati" in by_word.content.decode()
    assert "Jauh" not in by_word.content.decode()
    assert mine.npsn in by_code.content.decode()
    assert "Tidak ditemukan" in nothing.content.decode()


def test_the_tree_is_changed_by_form_and_wrong_input_is_kept_and_explained(client_as):
    nation, province, _district = line(1, 2, 3)
    client = client_as(nation, Role.HEAD)
    url = address("organisation-change", province.code, "ubah-nama")

    wrong = client.post(url, {"nama-name": "Dinas Baru", "nama-on": "kemarin"})
    right = client.post(url, {"nama-name": "Dinas Baru", "nama-on": "2026-07-01"})

    assert wrong.status_code == 422
    assert "Dinas Baru" in wrong.content.decode()
    assert right.status_code == 302
    province.refresh_from_db()
    assert province.name == "Dinas Baru"


@pytest.mark.parametrize("verb", ["pindah", "gabung", "pecah", "buka", "tutup"])
def test_each_change_of_the_tree_can_be_done_from_its_form(verb, client_as):
    nation, _province, district = line(1, 2, 3)
    other = OrganisationFactory(tier=3, parent=district.parent)
    area = OrganisationFactory(tier=4, parent=district)
    unit = {"pindah": area, "tutup": area}.get(verb, district)
    data = {
        "pindah": {"pindah-parent_code": other.code, "pindah-on": "2026-07-01"},
        "gabung": {"gabung-into_code": other.code, "gabung-on": "2026-07-01"},
        "pecah": {
            "pecah-into_code": other.code,
            "pecah-children": [area.pk],
            "pecah-on": "2026-07-01",
        },
        "buka": {
            "buka-tier": 4,
            "buka-code": "33.99.01",
            "buka-name": "Korwil Baru",
            "buka-on": "2026-07-01",
        },
        "tutup": {"tutup-on": "2026-07-01"},
    }[verb]
    client = client_as(nation, Role.HEAD)

    page = client.get(address("organisation-edit", unit.code))
    done = client.post(address("organisation-change", unit.code, verb), data)

    assert page.status_code == 200
    assert done.status_code == 302
    area.refresh_from_db()
    district.refresh_from_db()
    outcome = {
        "pindah": area.parent == other,
        "gabung": district.is_closed and area.parent == other,
        "pecah": area.parent == other,
        "buka": Organisation.objects.filter(code="33.99.01").exists(),
        "tutup": area.is_closed,
    }
    assert outcome[verb]


def test_changing_the_tree_is_not_for_viewers_and_says_so(client_as):
    _nation, province = line(1, 2)
    client = client_as(province, Role.VIEWER)

    page = client.get(address("organisation-edit", province.code))
    act = client.post(
        address("organisation-change", province.code, "tutup"),
        {"tutup-on": "2026-07-01"},
    )

    assert (page.status_code, act.status_code) == (403, 403)
    assert "mengubah susunan organisasi" in act.content.decode()
    province.refresh_from_db()
    assert not province.is_closed


def test_a_district_sets_the_name_of_its_tiers_and_pages_use_it(client_as):
    _nation, _province, district, area = line(1, 2, 3, 4)
    client = client_as(district, Role.HEAD)

    client.post(
        address("organisation-change", district.code, "sebutan"),
        {"sebutan-tier": Tier.AREA, "sebutan-name": "Korwilcam"},
    )

    assert TierName.objects.get().name == "Korwilcam"
    assert "Korwilcam" in client.get(area.get_absolute_url()).content.decode()


def test_an_unknown_change_is_not_found(client_as):
    unit = OrganisationFactory()
    client = client_as(unit, Role.HEAD)

    url = address("organisation-change", unit.code, "lebur")
    assert client.post(url).status_code == 404


def test_a_schools_operator_changes_its_particulars_and_its_teacher_does_not(client_as):
    school = SchoolFactory()
    code = school.organisation.code
    data = {"status": "NEGERI", "pupils": 200, "upper_pupils": 90, "teachers": 11}

    page = client_as(school.organisation, Role.OPERATOR).get(
        address("school-edit", code)
    )
    refused = client_as(school.organisation, Role.TEACHER).post(
        address("school-change", code), data
    )
    done = client_as(school.organisation, Role.OPERATOR).post(
        address("school-change", code), data
    )
    impossible = client_as(school.organisation, Role.OPERATOR).post(
        address("school-change", code), {**data, "upper_pupils": 201}
    )

    school.refresh_from_db()
    assert (page.status_code, refused.status_code, done.status_code) == (200, 403, 302)
    assert impossible.status_code == 422
    assert (school.pupils, school.upper_pupils) == (200, 90)


def test_the_history_shows_acts_to_an_auditor_and_not_to_a_teacher(client_as):
    _nation, province = line(1, 2)
    head = client_as(province, Role.HEAD)
    head.post(
        address("organisation-change", province.code, "ubah-nama"),
        {"nama-name": "Nama Baru", "nama-on": "2026-07-01"},
    )
    url = address("organisation-history", province.code)

    seen = client_as(province, Role.AUDITOR).get(url).content.decode()
    hidden = client_as(province, Role.TEACHER).get(url).content.decode()

    assert "mengganti nama unit" in seen
    assert "mengganti nama unit" not in hidden
    assert "Nama Baru" in hidden


def test_who_can_see_this_names_the_line_above_and_not_the_side(client_as):
    _nation, province, district = line(1, 2, 3)
    side = OrganisationFactory(tier=3, parent=province, name="Kabupaten Samping")
    client_as(side, Role.HEAD)
    client = client_as(district, Role.VIEWER)

    text = client.get(address("organisation-onlookers", district.code)).content.decode()

    assert district.name in text
    assert "Kabupaten Samping" not in text


def test_groups_are_formed_joined_and_left(client_as):
    _nation, _province, district = line(1, 2, 3)
    school = SchoolFactory(organisation__parent=district)
    client = client_as(district, Role.HEAD)
    client.post(
        address("group-form", district.code), {"kind": "model", "name": "Model Utama"}
    )
    group = Group.objects.get()

    client.post(
        address("group-join", district.code, group.pk),
        {"code": school.npsn, "is_core": "on"},
    )
    shown = client.get(address("group-list", district.code)).content.decode()
    member = GroupMember.objects.get()
    client.post(address("group-leave", district.code, member.pk))

    assert school.organisation.name in shown
    assert not GroupMember.objects.exists()


def test_a_group_is_not_formed_by_a_viewer(client_as):
    unit = OrganisationFactory()

    response = client_as(unit, Role.VIEWER).post(
        address("group-form", unit.code), {"kind": "model", "name": "X"}
    )

    assert response.status_code == 403
    assert not Group.objects.exists()
