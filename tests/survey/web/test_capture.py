"""What devices are told so that they can work without a connection."""

import base64
import datetime as dt
import gzip
import json

import pytest
from django.core.management import call_command
from django.utils import timezone
from factories.instruments import drafted_instrument
from factories.standards import published
from factories.survey import (
    asked_school,
    opened_campaign,
    pin_of,
    poster_of,
    token_for,
)

from sakaguru.instruments.models import InstrumentVersion
from sakaguru.survey.enums import PEOPLE
from sakaguru.survey.models import Draft
from sakaguru.survey.queries.forms import form_file

pytestmark = pytest.mark.django_db
LIGHT_KILOBYTES = 20


@pytest.fixture
def school():
    today = timezone.localdate()
    return asked_school(
        opened_campaign(
            opens_on=today - dt.timedelta(days=3),
            closes_on=today + dt.timedelta(days=3),
        )
    )


def test_a_link_tells_what_is_asked_and_how_to_seal_it(school, client):
    told = client.get(f"/isi/{token_for(school, 'GS')}/siap.json").json()

    assert (told["school"], told["role"]) == (school.school.name, "GS")
    assert len(base64.b64decode(told["publicKey"])) == 65
    assert told["answers"] == {}
    form = client.get(told["forms"]["id"]).json()
    assert form["sheets"][0][0][1][0][0] == "GS001"


def test_an_unknown_or_used_link_tells_nothing(school, client):
    school.links.filter(role="PS", number=1).update(is_used=True)

    used = client.get(f"/isi/{token_for(school, 'PS')}/siap.json")
    unknown = client.get(f"/isi/{'a' * 16}/siap.json")

    assert (used.status_code, unknown.status_code) == (410, 404)
    assert "publicKey" not in used.json()
    assert used.headers["Cache-Control"].startswith("no-store")


def test_a_form_is_sent_compressed_and_kept_for_good(school, client):
    told = client.get(f"/isi/{token_for(school, 'GS')}/siap.json").json()

    packed = client.get(told["forms"]["id"], headers={"Accept-Encoding": "gzip"})

    assert json.loads(gzip.decompress(packed.content))["minutes"] == 12
    assert "immutable" in packed.headers["Cache-Control"]
    address = told["forms"]["id"]
    other = address.replace(address[-15:-5], "0" * 10)
    assert client.get(other).status_code == 404


def test_a_form_that_no_campaign_asks_is_not_told(client):
    from factories.instruments import small_instrument

    version = small_instrument()
    digest = form_file(version, "GS", "id").digest

    answer = client.get(f"/isi/soal/{version.pk}/GS/id/{digest}.json")

    assert answer.status_code == 404


def test_the_pin_of_a_poster_gives_a_pass_and_a_wrong_one_none(school, client):
    address = f"/p/{poster_of(school)}/kelas.json"

    wrong = client.post(address, {"peran": "SS", "pin": "000000"})
    right = client.post(address, {"peran": "MT", "pin": pin_of(school, "MT")})

    assert wrong.status_code in {403, 429}
    assert "door" not in wrong.json()
    if right.status_code == 200:
        assert right.json()["door"].startswith(f"{poster_of(school)}.MT.")


def test_what_is_deposited_can_be_continued_elsewhere(school, client):
    token = token_for(school, "GS")
    body = {"answers": {"GS001": 2, "GS002": "TT"}, "seconds": 30}

    kept = client.post(f"/isi/{token}/titip.json", body, "application/json")

    assert kept.status_code == 200
    told = client.get(f"/isi/{token}/siap.json").json()
    assert (told["answers"], told["began"]) == (body["answers"], True)
    assert b"GS001" not in bytes(Draft.objects.get().sealed)


@pytest.mark.parametrize("body", ["{", "[]", '{"answers": {"GS001": 99}}'])
def test_an_odd_deposit_is_refused(body, school, client):
    address = f"/isi/{token_for(school, 'GS')}/titip.json"

    assert client.post(address, body, "application/json").status_code == 422
    assert not Draft.objects.exists()


def test_the_worker_names_the_files_it_keeps(client):
    script = client.get("/pekerja.js")

    told = script.content.decode().partition("\n")[0]
    shell = json.loads(told.removeprefix("self.SHELL=").rstrip(";"))
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert shell["files"][0] == "/isi/luar-jaringan/"
    for address in shell["files"]:
        assert client.get(address).status_code == 200
    assert client.get("/isi/kotak/").status_code == 200


def test_every_questionnaire_we_bring_is_small(db):
    call_command("load_instruments", verbosity=0)
    version = InstrumentVersion.objects.get()

    sizes = {
        role: len(form_file(version, role, "id").compressed) / 1000 for role in PEOPLE
    }

    assert max(sizes.values()) <= LIGHT_KILOBYTES, sizes


@pytest.fixture
def polyglot():
    version = drafted_instrument(("GS",), languages=["id", "en", "jv"])
    today = timezone.localdate()
    return asked_school(
        opened_campaign(
            instrument_version=published(version),
            opens_on=today,
            closes_on=today + dt.timedelta(days=3),
        )
    )


def test_each_language_of_the_instrument_has_a_form_and_its_own_name(polyglot, client):
    told = client.get(f"/isi/{token_for(polyglot, 'GS')}/siap.json").json()

    assert told["languages"][2] == ["jv", "Basa Jawa"]
    assert set(told["consents"]) == {"id", "en"}
    flags = {
        language: client.get(address).json()["sheets"][0][0][1][0][5] & 4
        for language, address in told["forms"].items()
    }
    assert flags == {"id": 0, "en": 0, "jv": 4}


def test_the_language_of_the_questions_is_chosen_without_javascript(polyglot, client):
    start = f"/isi/{token_for(polyglot, 'GS')}/"

    page = client.get(f"{start}?bahasa=en").content.decode()

    assert '<strong lang="en">English</strong>' in page
    client.post(f"{start}mulai/")
    assert "(en)" in client.get(f"{start}1/").content.decode()
    assert "(en)" not in client.get(f"{start}1/?bahasa=id").content.decode()
