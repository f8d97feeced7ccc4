import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.survey import (
    AT,
    CampaignFactory,
    asked_school,
    opened_campaign,
    school_below,
    token_for,
)

from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role, Tier
from sakaguru.survey.models import Assignment, Campaign
from sakaguru.survey.queries import progress as progress_queries
from sakaguru.survey.services import progress as progress_services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def url(name, *args):
    return reverse(f"survey:{name}", args=args)


FORM = {
    "name": "Pemetaan mutu SD",
    "cycle_label": "2026/2027",
    "opens_on": "2026-11-02",
    "last_day": "2026-11-30",
}


@pytest.mark.function("S2")
def test_a_district_drafts_looks_at_the_effort_opens_and_closes(client_as):
    model = CampaignFactory()
    district, version = model.owner, model.instrument_version
    school_below(district)
    client = client_as(district, Role.HEAD)
    given = {**FORM, "instrument_version": version.pk, "scope": district.code}

    drafted = client.post(url("campaign-draft"), given)
    campaign = Campaign.objects.exclude(pk=model.pk).get()
    assert drafted.url == campaign.get_absolute_url()
    assert str(campaign.last_day) == "2026-11-30"
    page = client.get(drafted.url).text
    assert "1 sekolah di" in page
    assert "jam kerja orang" in page

    client.post(url("campaign-open", campaign.pk))
    page = client.get(drafted.url).text
    assert "0 dari 1 sekolah sudah cukup responden" in page

    page = client.get(url("campaign-closing", campaign.pk)).text
    assert "Sekolah tanpa jawaban orang" in page
    client.post(url("campaign-close", campaign.pk))
    assert "Ditutup" in client.get(drafted.url).text


def test_a_wrong_plan_comes_back_with_what_was_typed(client_as):
    model = CampaignFactory()
    client = client_as(model.owner, Role.HEAD)
    given = {
        **FORM,
        "instrument_version": model.instrument_version_id,
        "scope": model.owner.code,
        "last_day": "2026-10-01",
    }

    response = client.post(url("campaign-draft"), given)

    assert response.status_code == 422
    assert "Pemetaan mutu SD" in response.text
    assert "tidak boleh sebelum hari pertama" in response.text


def test_a_draft_is_seen_by_its_owner_and_above_not_below(client_as):
    campaign = CampaignFactory()
    area = OrganisationFactory(tier=Tier.AREA, parent=campaign.owner)

    seen = client_as(campaign.owner, Role.VIEWER).get(campaign.get_absolute_url())
    above = client_as(campaign.owner.parent, Role.VIEWER)
    below = client_as(area, Role.HEAD).get(campaign.get_absolute_url())

    assert seen.status_code == 200
    assert above.get(campaign.get_absolute_url()).status_code == 200
    assert below.status_code == 404


@pytest.mark.parametrize("role", [Role.TEACHER, Role.COMMITTEE, Role.MANAGER])
def test_who_does_not_follow_campaigns_sees_none(client_as, role):
    campaign = opened_campaign()
    client = client_as(campaign.owner, role)

    assert client.get(campaign.get_absolute_url()).status_code == 404
    assert campaign.name not in client.get(url("campaign-list")).text


def test_another_district_does_not_know_the_campaign(client_as):
    campaign = opened_campaign()
    stranger = client_as(OrganisationFactory(), Role.HEAD)

    for name in ("campaign-detail", "reminder-list", "campaign-closing"):
        assert stranger.get(url(name, campaign.pk)).status_code == 404
    for name in ("campaign-open", "campaign-close", "campaign-extend"):
        assert stranger.post(url(name, campaign.pk)).status_code == 404


def test_a_viewer_sees_progress_and_may_not_close(client_as):
    campaign = opened_campaign()
    viewer = client_as(campaign.owner, Role.VIEWER)

    assert "Tutup kampanye" not in viewer.get(campaign.get_absolute_url()).text
    assert viewer.post(url("campaign-close", campaign.pk)).status_code == 403
    assert viewer.get(url("campaign-closing", campaign.pk)).status_code == 403


def test_an_office_below_sees_its_own_schools_only(client_as):
    campaign = opened_campaign()
    other = OrganisationFactory(tier=Tier.AREA, parent=campaign.owner)
    area = asked_school(campaign).school.parent
    head = client_as(area, Role.HEAD)

    page = head.get(campaign.get_absolute_url()).text
    elsewhere = head.get(url("campaign-unit", campaign.pk, other.code))

    assert asked_school(campaign).school.name in page
    assert elsewhere.status_code == 404
    assert (
        head.get(url("campaign-unit", campaign.pk, campaign.owner.code)).status_code
        == 404
    )


def test_a_school_is_led_to_its_own_page(client_as):
    campaign = opened_campaign()
    school = asked_school(campaign)

    response = client_as(school.school, Role.HEAD).get(campaign.get_absolute_url())

    assert response.url == school.get_absolute_url()


@pytest.mark.parametrize("schools", [1, 3])
def test_the_campaign_page_costs_the_same_for_one_school_and_three(
    client_as, schools, django_assert_max_num_queries
):
    campaign = opened_campaign(schools)
    area = asked_school(campaign).school.parent
    client = client_as(campaign.owner, Role.HEAD)

    with django_assert_max_num_queries(18):
        client.get(campaign.get_absolute_url())
    with django_assert_max_num_queries(18):
        client.get(url("campaign-unit", campaign.pk, area.code))


def test_extending_needs_its_form_and_shows_the_reason(client_as):
    campaign = opened_campaign()
    head = client_as(campaign.owner, Role.HEAD)

    assert head.post(url("campaign-extend", campaign.pk)).status_code == 422
    head.post(
        url("campaign-extend", campaign.pk),
        {"last_day": "2026-12-20", "reason": "Banjir di tiga kecamatan."},
    )

    assert "Banjir di tiga kecamatan." in head.get(campaign.get_absolute_url()).text


@pytest.mark.parametrize("schools", [1, 3])
def test_the_reminder_list_costs_the_same_for_one_school_and_three(
    client_as, schools, django_assert_max_num_queries
):
    campaign = opened_campaign(schools)
    client = client_as(campaign.owner, Role.OPERATOR)

    with django_assert_max_num_queries(13):
        page = client.get(url("reminder-list", campaign.pk)).text

    assert f"{schools} sekolah belum cukup" in page
    assert "Guru 0 dari 6" in page


def test_the_neediest_school_stands_first(client_as):
    campaign = opened_campaign(2)
    first, second = Assignment.objects.order_by("pk")
    first.received = [1, 6, 0, 0, 0, 0]
    first.save()

    page = (
        client_as(campaign.owner, Role.OPERATOR)
        .get(url("reminder-list", campaign.pk))
        .text
    )

    assert page.index(second.school.name) < page.index(first.school.name)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_reminder_list_leaves_as_a_file(client_as, form):
    campaign = opened_campaign()
    client = client_as(campaign.owner, Role.OPERATOR)

    response = client.get(url("reminder-file", campaign.pk, form))

    assert response.status_code == 200
    assert form in response.headers["Content-Disposition"]
    if form == "csv":
        assert asked_school(campaign).school.code in response.content.decode(
            "utf-8-sig"
        )


def test_the_school_hands_out_links_and_the_office_above_only_counts(client_as):
    campaign = opened_campaign()
    school = asked_school(campaign)
    token = token_for(school, "GS")

    own = client_as(school.school, Role.OPERATOR).get(school.get_absolute_url())
    office = client_as(campaign.owner, Role.HEAD).get(school.get_absolute_url())

    assert token in own.text
    assert office.status_code == 200
    assert "/isi/" not in office.text
    assert "/p/" not in office.text
    assert "PIN" not in office.text


def test_names_on_links_are_not_shown_without_a_note_in_the_trail(client_as):
    campaign = opened_campaign()
    school = asked_school(campaign)
    address = client_as(school.school, Role.OPERATOR)
    address.get(school.get_absolute_url())
    assert not AuditEvent.objects.filter(action="person.read").exists()

    first = school.links.filter(role="GS").first()
    first.label = "Bu Sekar"
    first.save()
    address.get(school.get_absolute_url())
    address.get(url("assignment-slips", school.pk))

    noted = AuditEvent.objects.filter(action="person.read")
    assert [event.detail for event in noted] == 2 * [
        {"people": [], "what": "links", "named": 1}
    ]
    assert {event.path for event in noted} == {school.school.path}


@pytest.mark.parametrize("name", ["assignment-poster", "assignment-slips"])
def test_poster_and_slips_are_for_the_school_alone(client_as, name):
    campaign = opened_campaign()
    school = asked_school(campaign)

    own = client_as(school.school, Role.HEAD).get(url(name, school.pk))
    office = client_as(campaign.owner, Role.HEAD).get(url(name, school.pk))

    assert own.status_code == 200
    assert "<svg" in own.text
    assert office.status_code == 404


@pytest.mark.parametrize("name", ["link-withdraw", "link-renew", "link-label"])
def test_links_are_changed_by_the_school_alone(client_as, name):
    campaign = opened_campaign()
    school = asked_school(campaign)
    link = school.links.first()
    teacher = client_as(school.school, Role.TEACHER)
    office = client_as(campaign.owner, Role.HEAD)

    assert teacher.post(url(name, link.pk)).status_code == 404
    assert office.post(url(name, link.pk)).status_code == 404
    own = client_as(school.school, Role.HEAD).post(url(name, link.pk))
    assert own.url == school.get_absolute_url()


def test_a_renewed_link_opens_and_the_old_one_does_not(client_as, client):
    school = asked_school(opened_campaign())
    link = school.links.get(role="KS")
    old = token_for(school, "KS")

    client_as(school.school, Role.HEAD).post(url("link-renew", link.pk))

    assert client.get(url("filling-start", old)).status_code == 404
    assert client.get(url("filling-start", token_for(school, "KS"))).status_code == 200


def test_a_renewed_poster_has_another_address_and_other_pins(client_as):
    school = asked_school(opened_campaign())
    head = client_as(school.school, Role.HEAD)
    before = head.get(url("assignment-poster", school.pk)).text

    head.post(url("poster-renew", school.pk))

    assert head.get(url("assignment-poster", school.pk)).text != before


def test_where_schools_are_too_many_the_reminders_lead_to_units(client_as, monkeypatch):
    campaign = opened_campaign(3)
    area = asked_school(campaign).school.parent
    for module in (progress_queries, progress_services):
        monkeypatch.setattr(module, "COUNTED_LIVE", 2)
    progress_services.refresh_progress(campaign=campaign, at=AT)

    page = client_as(campaign.owner, Role.HEAD).get(url("reminder-list", campaign.pk))

    assert f"wilayah={area.code}" in page.text
    assert "Dihitung 10 November 2026" in page.text


def test_a_draft_is_changed_on_its_page(client_as):
    campaign = CampaignFactory(minimum_respondents={"GS": 4})
    head = client_as(campaign.owner, Role.QUALITY_TEAM)
    given = {
        **FORM,
        "instrument_version": campaign.instrument_version_id,
        "scope": campaign.owner.code,
        "minimum_GS": "3",
    }

    assert 'value="4"' in head.get(url("campaign-edit", campaign.pk)).text
    wrong = head.post(url("campaign-change", campaign.pk), {**given, "name": ""})
    assert wrong.status_code == 422
    head.post(url("campaign-change", campaign.pk), given)

    campaign.refresh_from_db()
    assert campaign.minimum_respondents == {"GS": 3}
    assert campaign.name == "Pemetaan mutu SD"


def test_the_form_for_a_new_campaign_offers_the_units_below(client_as):
    model = CampaignFactory()
    area = OrganisationFactory(tier=Tier.AREA, parent=model.owner)

    page = client_as(model.owner, Role.HEAD).get(url("campaign-new")).text

    assert area.name in page


@pytest.mark.parametrize("name", ["campaign-new", "campaign-edit"])
def test_a_viewer_drafts_nothing(client_as, name):
    campaign = CampaignFactory()
    args = [campaign.pk] if name == "campaign-edit" else []

    response = client_as(campaign.owner, Role.VIEWER).get(url(name, *args))

    assert response.status_code == 403


def test_reminders_of_an_unknown_unit_are_not_found(client_as):
    campaign = opened_campaign()
    client = client_as(campaign.owner, Role.HEAD)

    response = client.get(url("reminder-list", campaign.pk), {"wilayah": "tidak-ada"})

    assert response.status_code == 404
