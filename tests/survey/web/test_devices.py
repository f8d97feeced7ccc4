"""The address of a personal link alone opens no answers."""

import datetime as dt
import re
from html import escape

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from factories.survey import AT, token_for

from sakaguru.organisations.enums import Role
from sakaguru.survey.models import Draft, Knock, Link, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

ROLES = pytest.mark.parametrize("role", ["KS", "GS", "MT", "PS"])
ANEW = "Di perangkat ini mulai dari awal."
COOKIE = "perangkat"


@pytest.fixture
def other():
    """Another browser than the respondent's."""
    return Client()


def address(name, *args):
    return reverse(f"survey:{name}", args=args)


def answer(client, token, role, points="3"):
    begun = client.post(address("filling-begin", token))
    client.post(address("filling-save", token, 1), {f"{role}001": points})
    return begun


def code_of(client, token):
    page = client.get(address("filling-start", token)).text
    return re.search(r'receipt-number">([A-Z2-9]{4}-[A-Z2-9]{4})<', page)[1]


def resume(client, token, code):
    return client.post(address("filling-continue", token), {"kode": code})


@ROLES
def test_another_browser_with_the_address_begins_anew(client, other, school, role):
    token = token_for(school, role)
    answer(client, token, role)

    start = other.get(address("filling-start", token)).text

    assert ANEW in start
    assert "Sudah dijawab" not in start
    for name, *more in (("filling-sheet", 1), ("filling-finish",)):
        led = other.get(address(name, token, *more))
        assert led.url == address("filling-start", token)
    answer(other, token, role, points="0")
    assert "checked" in other.get(address("filling-sheet", token, 1)).text
    own = client.get(address("filling-sheet", token, 1)).text
    assert re.findall(r'value="(\w+)"\s+checked', own) == ["3"]


@ROLES
def test_the_head_who_hands_out_the_link_sees_no_answers(
    client, client_as, school, role
):
    token = token_for(school, role)
    answer(client, token, role)
    head = client_as(school.school, Role.HEAD)

    place = head.get(address("capture-link", token)).json()

    assert (place["began"], place["answers"]) == (False, {})
    assert "checked" not in head.get(address("filling-start", token)).text
    assert head.post(address("filling-send", token)).status_code == 422
    assert not Submission.objects.exists()
    assert client.get(address("capture-link", token)).json()["answers"] == {
        f"{role}001": 3
    }


def test_the_cookie_is_for_this_link_only_and_no_script_reads_it(client, school):
    token = token_for(school, "GS")

    cookie = answer(client, token, "GS").cookies[COOKIE]

    assert cookie["path"] == address("filling-start", token)
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert re.fullmatch(r"[a-z2-7]{32}", cookie.value)
    assert cookie.value not in str(list(Draft.objects.values()))


def test_a_made_up_cookie_opens_nothing_and_is_not_taken(client, school):
    token = token_for(school, "GS")
    client.cookies[COOKIE] = "a" * 32

    assert answer(client, token, "GS").cookies[COOKIE].value != "a" * 32


def test_the_code_leads_on_with_another_device(client, other, school):
    token = token_for(school, "GS")
    answer(client, token, "GS")
    code = code_of(client, token)

    led = resume(other, token, f" {code.lower()} ")

    assert led.url == address("filling-start", token)
    page = other.get(address("filling-sheet", token, 1)).text
    assert re.findall(r'value="(\w+)"\s+checked', page) == ["3"]
    other.post(address("filling-send", token))
    assert Submission.objects.count() == 1
    assert not Draft.objects.exists()


def test_who_planted_a_draft_at_a_link_does_not_see_when_it_was_used(
    client, other, school
):
    """A head who hands links out could begin at each, and look which draft is gone."""
    token = token_for(school, "GS")
    answer(client, token, "GS")
    planted = client.get(address("filling-sheet", token, 1)).text

    answer(other, token, "GS")
    other.post(address("filling-send", token))

    assert Submission.objects.count() == 1
    again = client.get(address("filling-sheet", token, 1))
    assert again.status_code == 200
    assert 'value="3"' in planted
    assert re.findall("checked", again.text) == re.findall("checked", planted)
    assert Draft.objects.count() == 1


def test_an_office_is_told_at_once_on_all_devices(client, other, school):
    token = token_for(school, "KS")
    answer(client, token, "KS")
    answer(other, token, "KS")
    other.post(address("filling-send", token))

    assert not Draft.objects.exists()


def test_the_code_of_another_link_opens_nothing(client, other, school):
    answer(client, token_for(school, "GS"), "GS")
    code = code_of(client, token_for(school, "GS"))

    assert resume(other, token_for(school, "GS", 2), code).status_code == 403


def test_guessing_codes_is_slowed_and_the_address_is_not_kept(client, other, school):
    token = token_for(school, "GS")
    answer(client, token, "GS")
    code = code_of(client, token)
    for guess in ("", "AAAA-AAAA", "BBBBBBBB", "'; --", "K"):
        refused = resume(other, token, guess)
        assert refused.status_code == 403
        assert "tidak cocok" in refused.text
        assert f'value="{escape(guess)}"' in refused.text

    assert resume(other, token, code).status_code == 429
    assert "127.0.0.1" not in str(list(Knock.objects.values()))


def test_the_code_opens_after_the_wait(client, other, school, monkeypatch):
    token = token_for(school, "GS")
    answer(client, token, "GS")
    code = code_of(client, token)
    for _ in range(5):
        resume(other, token, "AAAAAAAA")

    monkeypatch.setattr(timezone, "now", lambda: AT + dt.timedelta(seconds=16))

    assert resume(other, token, code).status_code == 302


def test_the_page_for_the_code_is_led_to(client, school):
    token = token_for(school, "GS")
    page = address("filling-resume", token)

    assert f'href="{page}"' in client.get(address("filling-start", token)).text
    assert 'name="kode"' in client.get(page).text


def test_a_browser_without_cookies_is_told_so(client, school):
    token = token_for(school, "GS")
    led = client.post(address("filling-begin", token)).url
    client.cookies.clear()

    back = client.get(led)

    assert "tidak menyimpan kuki" in client.get(back.url).text


def test_an_offline_device_keeps_its_copy_to_itself(client, other, school):
    token = token_for(school, "GS")
    copy = {"answers": {"GS001": 2}, "seconds": 4}

    def deposit():
        return client.post(
            address("capture-deposit", token), copy, content_type="application/json"
        )

    first, again = deposit(), deposit()

    assert first.json() == again.json()
    assert Draft.objects.count() == 1
    assert not other.get(address("capture-link", token)).json()["began"]
    assert resume(other, token, first.json()["code"]).status_code == 302
    assert other.get(address("capture-link", token)).json()["answers"] == {"GS001": 2}


def test_a_link_is_begun_on_a_dozen_devices_at_most(client, school):
    token = token_for(school, "GS")
    answer(client, token, "GS")
    for _ in range(11):
        assert Client().post(address("filling-begin", token)).status_code == 302

    assert Client().post(address("filling-begin", token)).status_code == 409
    assert client.post(address("filling-begin", token)).status_code == 302


@pytest.mark.parametrize("role", ["GS", "MT"])
def test_nobody_but_the_sender_is_told_that_a_personal_link_was_used(
    client, client_as, other, school, role
):
    token = token_for(school, role)
    unused = token_for(school, role, 2)
    answer(client, token, role)
    client.post(address("filling-send", token))
    head = client_as(school.school, Role.HEAD)

    for name in ("filling-start", "filling-resume", "capture-link"):
        pair = [head.get(address(name, each)) for each in (token, unused)]
        assert [each.status_code for each in pair] == [200, 200]
    for name in ("filling-send", "filling-continue"):
        pair = [head.post(address(name, each)) for each in (token, unused)]
        assert pair[0].status_code == pair[1].status_code
    assert client.get(address("filling-start", token)).status_code == 410
    answer(other, token, role)
    assert other.post(address("filling-send", token)).status_code == 410
    assert Submission.objects.count() == 1


def test_the_school_sees_how_many_personal_links_are_used_and_not_which(
    client, client_as, school
):
    head = client_as(school.school, Role.HEAD)
    Link.objects.filter(role="GS", number=1).update(label="Bu Contoh")
    token = token_for(school, "GS")
    answer(client, token, "GS")
    before = head.get(school.get_absolute_url()).text

    client.post(address("filling-send", token))
    after = head.get(school.get_absolute_url()).text

    assert "Guru: 1 dari" in after
    assert "Bu Contoh" in after
    assert "Terkirim" not in after
    assert address("filling-start", token) in after
    assert after.count(">Tarik<") == before.count(">Tarik<")
    slips = head.get(address("assignment-slips", school.pk)).text
    assert address("filling-start", token) in slips


def test_the_school_sees_that_an_office_has_sent(client, client_as, school):
    token = token_for(school, "KS")
    answer(client, token, "KS")
    client.post(address("filling-send", token))

    page = client_as(school.school, Role.HEAD).get(school.get_absolute_url()).text

    assert "Terkirim" in page
    assert address("filling-start", token) not in page


def test_the_mark_of_a_device_that_signed_in_has_another_name():
    """Both are sent to the pages of a link; under one name the draft would be lost."""
    from sakaguru.accounts.web.allauth import DEVICE

    assert DEVICE != COOKIE
