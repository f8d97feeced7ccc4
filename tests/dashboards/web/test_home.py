import json

import pytest
from django.utils import timezone
from factories.organisations import OrganisationFactory, line
from factories.scoring import scored
from factories.survey import AT, DAY, CampaignFactory, opened_campaign

from sakaguru.core.access import NOBODY
from sakaguru.dashboards.queries.waiting import waiting_for
from sakaguru.organisations.enums import Role, Tier
from sakaguru.scoring.enums import Audience

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch):
    """A day inside the dates of the campaign."""
    monkeypatch.setattr(timezone, "now", lambda: AT)


@pytest.fixture(autouse=True)
def no_demo(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def test_a_visitor_reads_what_this_is_and_where_to_sign_in(client):
    page = client.get("/").content.decode()

    assert "/akun/login/" in page
    assert "Akun contoh" not in page
    assert "contoh.invalid" not in page


def test_a_demo_shows_a_visitor_with_which_accounts_to_begin(client, tmp_path):
    account = {"tier": "school", "role": "head", "organisation": "SD Contoh"}
    account |= {"email": "kepala.sd@contoh.invalid", "password": "padi-kopi-1"}
    (tmp_path / "demo-accounts.json").write_text(json.dumps([account]))

    page = client.get("/").content.decode()

    assert "SD Contoh" in page
    assert "padi-kopi-1" in page


def test_a_demo_shows_no_accounts_to_who_is_signed_in(client_as, tmp_path):
    (tmp_path / "demo-accounts.json").write_text("[]")

    page = client_as(OrganisationFactory(), Role.HEAD).get("/").content.decode()

    assert "Tugas saya" in page
    assert "Tidak ada yang menunggu Anda" in page


def test_somebody_without_a_role_is_told_whom_to_ask(client, membership_at):
    membership = membership_at(OrganisationFactory(), Role.HEAD)
    client.force_login(membership.user)
    membership.delete()

    page = client.get("/").content.decode()

    assert "Anda belum bergabung dengan unit mana pun" in page


@pytest.mark.parametrize("schools", [1, 3])
def test_home_costs_the_same_for_one_school_and_three(
    schools, today, client_as, django_assert_max_num_queries
):
    campaign = opened_campaign(schools)
    client = client_as(campaign.owner, Role.HEAD_OF_QA)

    with django_assert_max_num_queries(40) as queries:
        page = client.get("/").content.decode()

    assert f"{schools} sekolah belum mulai" in page
    assert len(queries) == COUNTED.setdefault("home", len(queries))


COUNTED: dict[str, int] = {}


def test_nothing_of_another_district_waits_for_somebody(today, client_as):
    opened_campaign(2)
    stranger = line(*list(Tier)[:3])[-1]

    page = client_as(stranger, Role.HEAD).get("/").content.decode()

    assert "sekolah belum mulai" not in page
    assert "Pemetaan mutu" not in page


def test_news_tell_what_came_out_to_who_may_read_it(client_as):
    world = scored(3, audience=Audience.TREE)

    read = client_as(world.district, Role.HEAD).get("/").content.decode()
    parents = client_as(world.schools[0], Role.COMMITTEE).get("/").content.decode()

    assert "Rapor mutu 2026/2027 terbit." in read
    assert "Rapor mutu 2026/2027 terbit." not in parents


def test_tasks_stand_in_buckets_soonest_first(actor_at):
    campaign = CampaignFactory()
    head = actor_at(campaign.owner, Role.HEAD)

    late = waiting_for(head, campaign.closes_on)
    early = waiting_for(head, campaign.opens_on.replace(month=1))

    assert [group.title for group in late] == ["Terlambat"]
    assert late[0].is_late
    assert [group.title for group in early] == ["Berikutnya"]
    assert not early[0].is_late


def test_nothing_waits_for_nobody():
    assert waiting_for(NOBODY, DAY) == []
