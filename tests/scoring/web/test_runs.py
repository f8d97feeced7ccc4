"""Runs on screen: progress, publication, history."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.organisations import OrganisationFactory
from factories.scoring import closed_campaign, scored

from sakaguru.core.access import SYSTEM
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import ScoreRun
from sakaguru.scoring.services.runs import request_run

from factories.scoring import AT  # isort: skip

pytestmark = pytest.mark.django_db


def test_recompute_starts_a_run_and_leads_to_it(client_as):
    world = closed_campaign(1)
    client = client_as(world.district, Role.HEAD)

    response = client.post(reverse("scoring:run-request", args=[world.campaign.pk]))

    run = ScoreRun.objects.get()
    assert response.url == run.get_absolute_url()
    page = client.get(response.url).content.decode()
    assert 'hx-trigger="every 2s"' in page
    assert "muat ulang" in page


def test_recompute_is_not_for_readers(client_as):
    world = closed_campaign(1)
    url = reverse("scoring:run-request", args=[world.campaign.pk])

    assert client_as(world.district, Role.AUDITOR).post(url).status_code == 403
    assert client_as(world.district, Role.TEACHER).post(url).status_code == 404
    assert not ScoreRun.objects.exists()


def test_a_finished_run_does_not_ask_again_by_itself(client_as):
    world = scored(1, audience=0)

    page = client_as(world.district, Role.HEAD).get(world.run.get_absolute_url())

    assert "every 2s" not in page.content.decode()
    assert world.run.digest in page.content.decode()


def test_publishing_goes_step_by_step_without_javascript(client_as):
    world = scored(1, audience=0)
    client = client_as(world.district, Role.HEAD)
    url = reverse("scoring:run-publish", args=[world.run.pk])

    day = {"until": "2026-11-01", "reason": "Rapat besok."}
    first = client.post(url, {"audience": 1, **day})
    second = client.post(url, {"audience": 2})

    assert first.status_code == second.status_code == 302
    world.run.refresh_from_db()
    assert world.run.audience == Audience.TREE


def test_a_week_for_schools_to_read_first_is_proposed(client_as):
    world = scored(1, audience=0)

    client = client_as(world.district, Role.HEAD)
    release = reverse("scoring:run-release", args=[world.run.pk])

    assert release in client.get(world.run.get_absolute_url()).content.decode()
    before = timezone.localdate()
    page = client.get(release)

    until = page.context["form"]["until"].value()
    assert before <= until - dt.timedelta(7) <= timezone.localdate()
    assert f'value="{until:%Y-%m-%d}"' in page.content.decode()


def test_each_step_says_first_what_becomes_visible_to_whom(client_as):
    world = scored(2, audience=0)
    client = client_as(world.district, Role.HEAD)
    release = reverse("scoring:run-release", args=[world.run.pk])
    publish = reverse("scoring:run-publish", args=[world.run.pk])

    words = ("rapor sekolahnya sendiri", "Peta mutu 3 wilayah", "halaman ringkas")
    for step, expected in enumerate(words, start=1):
        page = client.get(release).content.decode()
        assert expected in page
        assert "tidak dapat ditarik kembali" in page
        more = {"reason": "Diminta bupati."} if step == 2 else {}
        assert ("Alasan tidak menunggu" in page) is (step == 2)
        assert client.post(publish, {"audience": step, **more}).status_code == 302

    assert client.get(release).status_code == 404
    told = client.get(world.run.get_absolute_url()).content.decode()
    assert "Diminta bupati." in told


def test_only_who_publishes_sees_the_step_before_it(client_as):
    world = scored(1, audience=0)
    release = reverse("scoring:run-release", args=[world.run.pk])

    assert client_as(world.district, Role.OPERATOR).get(release).status_code == 403
    assert client_as(world.province, Role.TEACHER).get(release).status_code == 404


def test_publishing_says_why_it_refuses(client_as):
    world = scored(1, audience=0)
    client = client_as(world.district, Role.HEAD)

    response = client.post(
        reverse("scoring:run-publish", args=[world.run.pk]), {"audience": 3}
    )

    assert response.status_code == 409
    assert "sekolah dulu" in response.content.decode()


def test_publishing_refuses_a_day_that_is_none(client_as):
    world = scored(1, audience=0)

    response = client_as(world.district, Role.HEAD).post(
        reverse("scoring:run-publish", args=[world.run.pk]), {"until": "besok"}
    )

    assert response.status_code == 422


@pytest.mark.parametrize("audience", ["abc", "9", "-1"])
def test_publishing_to_nobody_known_is_not_found(audience, client_as):
    world = scored(1, audience=0)
    url = reverse("scoring:run-publish", args=[world.run.pk])

    response = client_as(world.district, Role.HEAD).post(url, {"audience": audience})

    assert response.status_code == 404


def test_a_run_is_not_there_for_another_district(client_as):
    world = scored(1, audience=0)
    other = client_as(OrganisationFactory(parent=world.province), Role.HEAD)

    assert other.get(world.run.get_absolute_url()).status_code == 404
    publish = reverse("scoring:run-publish", args=[world.run.pk])
    assert other.post(publish).status_code == 404


def test_the_page_of_a_run_shows_no_scores(client_as):
    world = scored(1, audience=0)

    page = client_as(world.district, Role.HEAD).get(world.run.get_absolute_url())

    assert "Menuju" not in page.content.decode()


@pytest.mark.parametrize("runs", [1, 3])
def test_lists_of_runs_cost_the_same_whatever_their_number(
    runs, client_as, django_assert_max_num_queries
):
    world = closed_campaign(1)
    for _ in range(runs):
        run = request_run(actor=SYSTEM, campaign=world.campaign, at=AT)
        ScoreRun.objects.filter(pk=run.pk).update(state="failed")
    client = client_as(world.district, Role.HEAD)

    for url in (
        reverse("scoring:run-list"),
        reverse("scoring:campaign-runs", args=[world.campaign.pk]),
    ):
        with django_assert_max_num_queries(11):
            assert client.get(url).status_code == 200
