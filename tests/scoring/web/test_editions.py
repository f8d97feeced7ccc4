"""Printed papers, and the page that checks them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.scoring import compute, publish, scored

from sakaguru.core import trail
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.models import Edition
from sakaguru.scoring.web.editions import with_witness

pytestmark = pytest.mark.django_db


def print_card(client, school, kind="full"):
    url = reverse("scoring:edition-issue", args=[school.code])
    response = client.post(url, {"kind": kind})
    assert response.status_code == 302
    return Edition.objects.latest("pk")


def test_printing_gives_a_code_and_leaves_a_trace(client_as):
    world = scored(1)
    client = client_as(world.schools[0], Role.HEAD)

    edition = print_card(client, world.schools[0])

    assert len(edition.code) == 10
    assert AuditEvent.objects.filter(action="edition.issued").count() == 1


def test_printing_the_same_content_twice_keeps_the_code(client_as):
    world = scored(1)
    client = client_as(world.schools[0], Role.HEAD)

    assert print_card(client, world.schools[0]) == print_card(client, world.schools[0])
    assert Edition.objects.count() == 1


def test_the_check_page_confirms_a_paper_to_anybody(client, client_as):
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])

    response = client.get(edition.get_absolute_url())
    page = response.content.decode()

    assert response.status_code == 200
    assert "Cetakan ini asli" in page
    assert world.schools[0].name in page


def test_the_check_page_refuses_an_unknown_code(client):
    response = client.get(reverse("scoring:edition-check", args=["ZZZZZZZZZZ"]))

    assert response.status_code == 404
    assert "tidak dikenal" in response.content.decode()


def test_the_check_page_refuses_another_content(client, client_as):
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])
    url = edition.get_absolute_url()

    wrong = client.get(url, {"sidik": "0000 0000 0000 0000"}).content.decode()
    right = client.get(url, {"sidik": edition.digest[:16]}).content.decode()

    assert "Sidik isi tidak cocok" in wrong
    assert "Cetakan ini asli" in right


def test_the_check_page_tells_of_a_newer_run(client, client_as):
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])
    publish(compute(world.campaign), Audience.SCHOOL)

    page = client.get(edition.get_absolute_url()).content.decode()

    assert "lebih baru" in page


def test_a_typed_code_leads_to_its_page(client):
    response = client.get(
        reverse("scoring:edition-search"), {"kode": "abcd efgh23", "sidik": ""}
    )

    assert response.url == reverse("scoring:edition-check", args=["ABCDEFGH23"])


@pytest.mark.parametrize("kind", ["full", "summary"])
def test_the_paper_is_not_there_for_another_district(kind, client_as):
    world = scored(1)
    edition = print_card(client_as(world.district, Role.HEAD), world.schools[0], kind)
    other = client_as(OrganisationFactory(parent=world.province), Role.HEAD)
    paper = reverse("scoring:edition-paper", args=[edition.code])
    issue = reverse("scoring:edition-issue", args=[world.schools[0].code])

    assert other.get(paper).status_code == 404
    assert other.post(issue, {"kind": kind}).status_code == 404


def test_a_paper_whose_content_changed_is_refused(client_as):
    world = scored(1)
    client = client_as(world.district, Role.HEAD)
    edition = print_card(client, world.schools[0])
    Edition.objects.filter(pk=edition.pk).update(digest="0" * 64)

    response = client.get(reverse("scoring:edition-paper", args=[edition.code]))

    assert response.status_code == 409


def test_the_committee_prints_only_the_summary(client_as):
    world = scored(1, audience=Audience.PUBLIC)
    client = client_as(world.schools[0], Role.COMMITTEE)
    issue = reverse("scoring:edition-issue", args=[world.schools[0].code])

    assert client.post(issue, {"kind": "full"}).status_code == 404
    response = client.post(issue, {"kind": "summary"}, follow=True)
    assert response.headers["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("kind", ["full", "summary"])
@pytest.mark.parametrize("answers", [{}, {"KS": 1, "GS": 2}])
def test_a_school_with_few_answers_or_none_gets_its_paper_too(kind, answers, client_as):
    world = scored(1, answers=answers, roles=("KS", "GS", "SS", "MT"))
    client = client_as(world.schools[0], Role.HEAD)
    edition = print_card(client, world.schools[0], kind)

    paper = client.get(reverse("scoring:edition-paper", args=[edition.code]))

    assert paper.headers["Content-Type"] == "application/pdf"
    page = client.get(reverse("scoring:card-detail", args=[world.schools[0].code]))
    assert "belum dapat disebut" in page.content.decode()


def test_a_paper_witnesses_the_trail(client, client_as, settings, tmp_path):
    """The QR code carries the head of its day; a trail that was set back is told."""
    settings.DATA_DIR = tmp_path
    world = scored(1)
    trail.seal_all()
    trail.publish(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])
    address = with_witness(edition.get_absolute_url(), edition)

    witness = address.partition("?jejak=")[2]
    assert witness == trail.witness(at=edition.created_at)
    assert "masih sama" in client.get(address).text
    altered = client.get(address[:-1] + ("0" if address[-1] != "0" else "1"))
    ahead = client.get(edition.get_absolute_url(), {"jejak": "999999." + "a" * 16})
    assert "tidak lagi sama" in altered.text
    assert "tidak lagi sama" in ahead.text, "the paper knows more than the trail"
    for odd in ("", "x", "1.", "1.zzzz", "9" * 40 + "." + "a" * 16):
        page = client.get(edition.get_absolute_url(), {"jejak": odd})
        assert page.status_code == 200
        assert "Jejak perbuatan" not in page.text


def test_before_the_first_head_a_paper_carries_none(client_as):
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])

    assert with_witness("/periksa/X/", edition) == "/periksa/X/"
