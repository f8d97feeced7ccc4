"""Printed papers, and the page that checks them."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
import string
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from factories.organisations import OrganisationFactory
from factories.scoring import compute, publish, scored
from matrix.keeping import say
from matrix.portions import LONG

from sakaguru.accounts.models import Counted
from sakaguru.core import trail
from sakaguru.core.models import AuditEvent
from sakaguru.organisations.enums import Role
from sakaguru.scoring.enums import Audience
from sakaguru.scoring.logic import marks
from sakaguru.scoring.models import Edition
from sakaguru.scoring.services.editions import LENGTH, LETTERS
from sakaguru.scoring.web.editions import marked

pytestmark = pytest.mark.django_db

ALTERED = 1_000 if LONG else 50
ANY = string.ascii_letters + string.digits + "-_.~%&=+?#/ \u00b2\u0131"
FLEETING = r'"\w{64}"'  # tokens against forged posts
TOLD = (
    *("tidak dikenal", "tidak cocok", "tidak utuh", "tidak lagi sama", "tidak sama"),
    "Tulis kode yang tercetak",  # nothing of it was left: the form asks for a code
)


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
    assert "Kode ini dikenal" in page, "a code may be copied to another paper"
    assert "Cetakan ini asli" not in page
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
    whole = client.get(url, {"sidik": edition.digest}).text
    cut = client.get(url, {"sidik": edition.digest[:15]}).text
    longer = client.get(url, {"sidik": edition.digest[:16] + "x"}).text

    assert "Sidik isi tidak cocok" in wrong
    assert "Cetakan ini asli" in right
    assert "Cetakan ini asli" in whole
    assert "Sidik isi tidak cocok" in cut
    assert "Sidik isi tidak cocok" in longer


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
    plain = edition.get_absolute_url()
    witness = trail.witness(at=edition.created_at)

    page = client.get(marked(plain, edition)).text
    assert "Cetakan ini asli" in page
    assert "masih sama" in page
    assert "masih sama" in client.get(plain, {"jejak": witness}).text, "before marks"
    altered = witness[:-1] + ("0" if witness[-1] != "0" else "1")
    for other in (altered, "999999." + "a" * 16):
        assert "tidak lagi sama" in client.get(plain, {"jejak": other}).text
    for odd in ("x", "1.", "1.zzzz", "9" * 40 + "." + "a" * 16):
        page = client.get(plain, {"jejak": odd})
        assert page.status_code == 404
        assert "tidak utuh" in page.text


def test_a_trail_that_was_set_back_is_told_by_its_own_papers(
    client, client_as, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])
    address = marked(edition.get_absolute_url(), edition)
    assert "jejak=" not in address, "before the first head a paper carries none"
    assert "Cetakan ini asli" in client.get(address).text

    edition.content["total"] = 7.0
    edition.save()
    assert "Catatan server tidak sama" in client.get(address).text
    Edition.objects.all().delete()
    gone = client.get(address)
    assert gone.status_code == 404
    assert "Catatan server tidak sama" in gone.text


def test_a_mark_outlives_the_key_that_made_it(client, client_as, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])
    address = marked(edition.get_absolute_url(), edition)

    trail.change_key()

    assert "Cetakan ini asli" in client.get(address).text
    assert marked(edition.get_absolute_url(), edition) != address


@pytest.mark.parametrize("kind", ["full", "summary"])
def test_a_mark_is_checked_without_us(kind, client_as, settings, tmp_path, capsys):
    """Only the address and our public key; no server, no database."""
    settings.DATA_DIR = tmp_path
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0], kind)
    address = "https://contoh.invalid" + marked(edition.get_absolute_url(), edition)
    public = ["--public", trail.signing_key().public]
    settings.DATA_DIR = tmp_path / "elsewhere"

    call_command("verify_paper", address, *public)
    told = capsys.readouterr().out
    assert edition.code in told
    assert world.schools[0].code in told
    has_a_score = bool(re.search(r"~\d\.\d\d$", told, re.MULTILINE))
    assert has_a_score == (kind == "full")
    with pytest.raises(SystemExit):
        call_command("verify_paper", address.replace("full", "f").replace("sum", "s"))
    for spoilt in (address[:-1], address.replace("tanda", "t"), "https://x.invalid/"):
        with pytest.raises(SystemExit):
            call_command("verify_paper", spoilt, *public)
    assert "PALSU" in capsys.readouterr().out


def altered_at_random(whole, chance):
    """One to three signs changed, left out, doubled, swapped or cut off somewhere."""
    start = whole.index("/periksa/") + len("/periksa/")
    text = list(whole)
    for _ in range(chance.randint(1, 3)):
        place = chance.randrange(start, len(text) - 1)
        match chance.randrange(6):
            case 0:
                text[place] = chance.choice(ANY)
            case 1:
                del text[place]
            case 2:
                text.insert(place, chance.choice(ANY))
            case 3:
                text[place], text[place + 1] = text[place + 1], text[place]
            case 4:
                text[place] = chr(ord(text[place]) ^ (1 << chance.randrange(7)))
            case 5 if chance.random() < 0.1:
                del text[place:]
                break
    return "".join(text)


def parts_of(address):
    """What an address says; two that say the same are one paper.

    What people type may be written small or large, and with spaces.
    """
    found = urlsplit(address)
    query = dict(parse_qsl(found.query))
    path = found.path.rstrip("/")
    if "isi" not in query and "tanda" not in query:
        path = path.upper()
        query = {word: "".join(query[word].lower().split()) for word in query}
    return path, query


def test_altered_papers_are_refused_or_told(client, client_as, settings, tmp_path):
    """In addresses of QR codes, old and new, and in what is typed from the paper."""
    settings.DATA_DIR = tmp_path
    world = scored(2)
    trail.seal_all()
    trail.publish(at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    district = client_as(world.district, Role.HEAD)
    papers = [
        print_card(district, school, kind)
        for school in world.schools
        for kind in ("full", "summary")
    ]
    genuine = [marked(each.get_absolute_url(), each) for each in papers]
    head = trail.witness(at=papers[0].created_at)
    typed = [f"{p.get_absolute_url()}?sidik={p.digest[:16]}" for p in papers]
    former = [f"{p.get_absolute_url()}?jejak={head}" for p in papers]
    same = [parts_of(each) for each in genuine + typed + former]
    chance, tried, passed = random.Random(8), 0, []
    while tried < ALTERED:
        whole = chance.choice(chance.choice([genuine, genuine, typed, former]))
        address = altered_at_random(whole, chance)
        if parts_of(address) in same or is_merely_shorter(address, papers):
            continue
        tried += 1
        Counted.objects.all().delete()  # limits have their own test
        answer = client.get(address, follow=True)
        if answer.status_code not in {400, 404} and not any(
            words in answer.text for words in TOLD
        ):
            passed.append((whole, address, answer.status_code))
        assert "Cetakan ini asli" not in answer.text, address

    assert not passed, passed[:5]
    for address in genuine + typed:
        assert "Cetakan ini asli" in client.get(address).text
    say(f"{tried} altered papers of {len(papers)}, {len(passed)} passed")


def is_merely_shorter(address, papers):
    """All behind the code was cut off: this is then a code that is typed."""
    path, query = parts_of(address)
    codes = {parts_of(each.get_absolute_url())[0] for each in papers}
    return path in codes and not {"isi", "sidik", "jejak", "tanda"} & query.keys()


def test_two_papers_cannot_be_put_together(client, client_as, settings, tmp_path):
    """Every part of one mark in another one's address: 0 hold."""
    settings.DATA_DIR = tmp_path
    world = scored(2)
    district = client_as(world.district, Role.HEAD)
    one, other = (print_card(district, school) for school in world.schools)
    mine, theirs = (
        dict(parse_qsl(urlsplit(marked("/", each)).query)) for each in (one, other)
    )
    for word in mine:
        page = client.get(one.get_absolute_url(), mine | {word: theirs[word]})
        assert page.status_code == 404
        assert "tidak utuh" in page.text
    assert "tidak utuh" in client.get(other.get_absolute_url(), mine).text


def test_a_mark_made_up_is_refused_before_anything_is_looked_up(
    client, client_as, settings, tmp_path
):
    """So whoever makes up marks cannot even learn which codes are known."""
    settings.DATA_DIR = tmp_path
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])
    unknown = "/periksa/ZZZZZZZZZZ/"
    made_up = "?isi=x&sidik=0&tanda=" + "A" * 86

    with CaptureQueriesContext(connection) as asked:
        pages = [
            client.get(path + made_up) for path in (edition.get_absolute_url(), unknown)
        ]

    assert [page.status_code for page in pages] == [404, 404]
    known, nowhere = (re.sub(FLEETING, "", page.text) for page in pages)
    assert known.replace(edition.code, "ZZZZZZZZZZ") == nowhere
    assert not any("scoring_edition" in each["sql"] for each in asked)


def test_codes_cannot_be_found_by_trying(client, client_as, settings, tmp_path):
    """From the 31st unknown code of a minute on, no code is looked up for that network;
    whoever holds a signed paper goes on."""
    settings.DATA_DIR = tmp_path
    world = scored(1)
    edition = print_card(client_as(world.schools[0], Role.HEAD), world.schools[0])
    plain = edition.get_absolute_url()
    tries = [client.get(f"/periksa/TRY{number:07}/") for number in range(35)]

    assert [each.status_code for each in tries] == [404] * 30 + [429] * 5
    assert 0 < int(tries[-1].headers["Retry-After"]) <= 60
    assert client.get(plain).status_code == 429
    assert "Cetakan ini asli" in client.get(marked(plain, edition)).text
    assert client.get(plain, {"tanda": "A" * 86}).status_code == 404
    elsewhere = client.get(plain, REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


def test_a_code_and_its_digest_are_not_to_be_guessed():
    """What must be guessed: the typed pair of code and digest, and the mark."""
    by_hand = LENGTH * math.log2(len(LETTERS))
    a_year = 30 * 60 * 24 * 365
    papers = 148_000 * 8 * 2

    assert by_hand > 49
    assert 2**by_hand / papers / a_year > 20, "years for one hit from one network"
    assert len(marks.unpacked("A" * 86)) * 4 >= 128
