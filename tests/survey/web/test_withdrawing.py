"""A grown-up takes back what a page of ours sent, without any script."""

import re

import pytest
from django.urls import reverse
from factories.survey import (
    pin_of,
    poster_of,
    token_for,
)

from sakaguru.survey.models import Submission, WithdrawnSet

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
CODE = re.compile(r'withdrawal-code">((?:[A-Z2-9]{4}-){4}[A-Z2-9]{4})<')


def sent(client, token, role="GS"):
    """Fill in and send; gives the address of the page that comes then."""
    client.post(f"/isi/{token}/mulai/")
    client.post(f"/isi/{token}/1/simpan/", {f"{role}001": "1"})
    return client.post(f"/isi/{token}/kirim/").url


def at_the_poster(client, school, role):
    where = reverse("survey:poster-enter", args=[poster_of(school)])
    entered = client.post(where, {"peran": role, "pin": pin_of(school, role)})
    return entered.url.split("/")[2]


def code_on(page):
    found = CODE.search(page.text)
    return found and found[1]


def take(client, code):
    return client.post("/isi/tarik/ya/", {"kode": code}, follow=True)


@pytest.mark.parametrize("role", ["GS", "MT"])
@pytest.mark.parametrize("way", ["link", "poster"])
def test_a_grown_up_withdraws_by_the_code_of_the_receipt(client, school, role, way):
    by_link = way == "link"
    token = token_for(school, role) if by_link else at_the_poster(client, school, role)
    code = code_on(client.get(sent(client, token, role)))
    client.cookies.clear()
    assert "Tarik jawaban saya" in client.get("/isi/tarik/").text

    done = take(client, f" {code.lower()} ")

    assert "Server tidak menyimpannya lagi" in done.text
    assert done.headers["Cache-Control"].startswith("no-store")
    assert not Submission.objects.exists()
    assert WithdrawnSet.objects.count() == 1
    assert take(client, code).status_code == 200


def test_the_code_is_shown_once_and_in_no_address(client, school):
    where = sent(client, token_for(school, "GS"))
    first, again = client.get(where), client.get(where)

    code = code_on(first)
    assert code
    assert code_on(again) is None
    assert code.replace("-", "") not in where
    assert first.headers["Clear-Site-Data"] == '"cache"'
    assert not client.cookies["tarik"].value


def test_where_it_was_sent_before_the_way_to_withdraw_is_told(client, school):
    token = token_for(school, "GS")
    sent(client, token)

    assert "/isi/tarik/" in client.get(f"/isi/{token}/").text
    assert "/isi/tarik/" in client.get(f"/p/{poster_of(school)}/").text


def test_the_next_one_on_a_shared_device_never_sees_a_code_that_was_not_fetched(
    client, school
):
    sent(client, at_the_poster(client, school, "GS"))
    assert client.cookies["tarik"].value

    page = client.get(sent(client, at_the_poster(client, school, "SS"), "SS"))

    assert code_on(page) is None


def test_the_code_is_stored_nowhere(client, school):
    code = code_on(client.get(sent(client, token_for(school, "GS"))))

    kept = Submission.objects.get()
    for value in vars(kept).values():
        assert code.replace("-", "") not in str(value)
    assert kept.key_digest


def test_pupils_and_offices_get_no_code(client, school):
    pupil = at_the_poster(client, school, "SS")

    assert code_on(client.get(sent(client, pupil, "SS"))) is None
    assert code_on(client.get(sent(client, token_for(school, "KS"), "KS"))) is None
    assert set(Submission.objects.values_list("key_digest", flat=True)) == {""}


@pytest.mark.parametrize(
    "change", ["", "x", lambda code: code[:-1] + "2", str.swapcase]
)
def test_a_code_that_was_mistyped_withdraws_nothing(client, school, change):
    code = code_on(client.get(sent(client, token_for(school, "GS"))))
    typed = change(code) if callable(change) else change
    if typed.upper() == code:
        typed = typed[1] + typed[0] + typed[2:]

    answer = take(client, typed)

    assert answer.status_code == 404
    assert "tidak kami kenal" in answer.text
    assert f'value="{typed}"' in answer.text, "to be mended, not typed anew"
    assert Submission.objects.count() == 1


def test_after_closing_the_code_opens_nothing(client, school):
    code = code_on(client.get(sent(client, token_for(school, "GS"))))
    type(school.campaign).objects.update(closed_at="2026-11-09T00:00Z")

    assert take(client, code).status_code == 410
    assert Submission.objects.count() == 1


def test_sending_twice_at_once_is_one_set(client, school):
    """The id follows from the draft: whoever taps twice has sent once."""
    token = token_for(school, "GS")
    client.post(f"/isi/{token}/mulai/")
    client.post(f"/isi/{token}/1/simpan/", {"GS001": "1"})
    device = client.cookies["perangkat"].value
    first = client.post(f"/isi/{token}/kirim/")
    client.cookies["perangkat"] = device

    assert first.status_code == 302
    assert client.post(f"/isi/{token}/kirim/").status_code in {410, 422}
    assert Submission.objects.count() == 1
