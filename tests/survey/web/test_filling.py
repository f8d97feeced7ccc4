import datetime as dt
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from factories.instruments import small_instrument
from factories.survey import (
    CLOSES,
    asked_school,
    opened_campaign,
    pin_of,
    poster_of,
    token_for,
)

from sakaguru.survey.adapters.vault import link_token
from sakaguru.survey.models import Draft, Link, Submission

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def address(name, *args):
    return reverse(f"survey:filling-{name}", args=args)


def begin(client, token):
    return client.post(address("begin", token))


def save(client, token, number=1, **answers):
    return client.post(address("save", token, number), answers)


def fill(client, token, **answers):
    begin(client, token)
    save(client, token, **answers)
    return client.post(address("send", token))


@pytest.mark.parametrize("role", ["KS", "GS", "MT", "PS"])
def test_the_start_page_says_what_is_asked_and_by_whom(client, school, role):
    page = client.get(address("start", token_for(school, role)))

    assert page.status_code == 200
    assert school.school.name in page.text
    assert "± 12 menit" in page.text
    assert "Teks persetujuan versi 2026-1" in page.text


def test_no_page_of_a_questionnaire_may_be_kept(client, school):
    token = token_for(school, "GS")
    begin(client, token)

    for page in (address("start", token), address("sheet", token, 1)):
        assert "no-store" in client.get(page).headers["Cache-Control"]


def test_answers_are_saved_page_by_page_and_resumed(client, school):
    token = token_for(school, "GS")
    begin(client, token)

    response = save(client, token, GS001="3", GS002="TT", ke="lanjut")

    assert response.url == address("finish", token)
    again = client.get(address("sheet", token, 1)).text
    assert re.findall(r'name="(GS\d+)"\s+value="(\w+)"\s+checked', again) == [
        ("GS001", "3"),
        ("GS002", "TT"),
    ]


@pytest.mark.parametrize(
    ("wanted", "leads_to"),
    [("nanti", "start"), ("kembali", "start"), ("lanjut", "finish")],
)
def test_every_way_out_of_a_page_saves_first(client, school, wanted, leads_to):
    token = token_for(school, "GS")
    begin(client, token)

    response = save(client, token, GS001="1", ke=wanted)

    assert response.url.startswith(address(leads_to, token))
    assert "Sudah dijawab" in client.get(address("start", token)).text


def test_nothing_is_asked_before_consent(client, school):
    token = token_for(school, "GS")

    assert client.get(address("sheet", token, 1)).url == address("start", token)
    assert save(client, token, GS001="1").status_code == 422
    assert not Draft.objects.exists()


def test_the_finish_page_leads_to_what_is_empty(client, school):
    token = token_for(school, "GS")
    begin(client, token)
    save(client, token, GS001="1", GS003="2")

    page = client.get(address("finish", token)).text

    assert re.findall(r"#(GS\d+)", page) == ["GS002", "GS004"]
    assert "2 pertanyaan masih kosong" in page


def test_sending_gives_a_receipt_with_number_and_digest(client, school):
    response = fill(client, token_for(school, "GS"), GS001="1")

    page = client.get(response.url).text
    assert Submission.objects.count() == 1
    assert re.search(r">[0-9a-f]{64}<", page)
    assert re.search(r'receipt-number">[A-Z2-9]{4}-[A-Z2-9]{4}<', page)
    assert "pukul" not in page


def test_a_forged_receipt_is_not_shown(client, school):
    response = fill(client, token_for(school, "GS"), GS001="1")

    assert client.get(response.url.replace("/tanda/", "/tanda/x")).status_code == 404


def test_a_used_link_of_a_teacher_shows_no_answers_and_no_number(client, school):
    token = token_for(school, "GS")
    fill(client, token, GS001="1")

    for name in ("start", "finish"):
        page = client.get(address(name, token))
        assert page.status_code == 410
        assert "Sudah terkirim" in page.text
        assert Submission.objects.get().digest not in page.text


def test_a_used_link_of_a_head_shows_the_receipt(client, school):
    token = token_for(school, "KS")
    sent = fill(client, token, KS001="1")

    assert client.get(address("start", token)).url == sent.url
    assert "pukul" in client.get(sent.url).text


def test_sending_twice_stores_once(client, school):
    token = token_for(school, "GS")
    fill(client, token, GS001="1")

    assert client.post(address("send", token)).status_code == 410
    assert Submission.objects.count() == 1


def test_an_answer_that_is_not_offered_is_refused_and_the_rest_stays(client, school):
    token = token_for(school, "GS")
    begin(client, token)
    save(client, token, GS001="1")

    assert save(client, token, GS001="9").status_code == 422
    assert fill(client, token).status_code == 302
    assert bytes(Submission.objects.get().body)[0] == 1


def test_an_unknown_token_says_what_to_do(client, school):
    page = client.get(address("start", "a" * 16))

    assert page.status_code == 404
    assert "tidak kami kenal" in page.text


def test_a_withdrawn_link_says_so(client, school):
    token = token_for(school, "GS")
    Link.objects.update(is_withdrawn=True)

    page = client.get(address("start", token))

    assert page.status_code == 410
    assert "sudah ditarik" in page.text


def test_after_the_last_day_it_says_so(client, school):
    token = token_for(school, "GS")
    type(school.campaign).objects.update(closes_on=CLOSES.replace(month=11, day=10))

    page = client.get(address("start", token))

    assert page.status_code == 410
    assert "Masa pengisian sudah selesai" in page.text


def test_the_head_sees_the_answer_of_last_year(client, school):
    token = token_for(school, "KS")
    before = opened_campaign(
        owner=school.campaign.owner,
        instrument_version=school.campaign.instrument_version,
    )
    last_year = before.assignments.get(school=school.school)
    fill(client, token_for(last_year, "KS"), KS001="2")
    year_ago = {"opens_on": "2025-11-01", "closes_on": "2025-12-01"}
    type(before).objects.filter(pk=before.pk).update(
        **year_ago, closed_at="2025-12-01T00:00Z"
    )

    begin(client, token)
    page = client.get(address("sheet", token, 1)).text

    assert "Jawaban tahun lalu: “Keadaan 2”" in page


def test_a_page_costs_the_same_whatever_was_answered(
    client, school, django_assert_max_num_queries
):
    token = token_for(school, "GS")
    begin(client, token)

    with django_assert_max_num_queries(3):
        client.get(address("sheet", token, 1))


def poster(name, school):
    return reverse(f"survey:poster-{name}", args=[poster_of(school)])


def enter(client, school, role="SS", pin=None):
    body = {"peran": role, "pin": pin or pin_of(school, role)}
    return client.post(poster("enter", school), body)


@pytest.mark.function("H4")
def test_forty_pupils_fill_in_one_after_another_on_one_device(client, school):
    token = enter(client, school).url.split("/")[2]
    tokens = {token}

    for number in range(40):
        sent = fill(client, token, SS001=str(number % 4))
        assert sent.url == poster("sent", school)
        assert re.search(r"[A-Z2-9]{4}-[A-Z2-9]{4}", client.get(sent.url).text)
        assert client.get(address("sheet", token, 1)).status_code == 404
        token = client.post(poster("next", school)).url.split("/")[2]
        tokens.add(token)
        assert "checked" not in client.get(address("start", token)).text

    assert len(tokens) == 41
    assert Submission.objects.filter(role="SS").count() == 40
    school.refresh_from_db()
    assert school.received[2] == 40


def test_the_number_of_a_receipt_is_shown_once_on_a_shared_device(client, school):
    token = enter(client, school).url.split("/")[2]
    sent = fill(client, token, SS001="1").url

    first, again = client.get(sent), client.get(sent)

    assert first.headers["Clear-Site-Data"] == '"cache"'
    assert "receipt-number" in first.text
    assert "receipt-number" not in again.text


def test_the_next_pupil_needs_the_pin_that_was_given_here(client, school):
    response = client.post(poster("next", school))

    assert response.url == poster("detail", school)
    assert not Draft.objects.exists()


def test_a_wrong_pin_is_refused_and_slowed(client, school):
    client.get(poster("detail", school))
    for _ in range(5):
        assert enter(client, school, pin="000000").status_code == 403

    assert enter(client, school, pin="000000").status_code == 429
    assert enter(client, school).status_code == 302


def test_the_pin_of_another_role_does_not_open(client, school):
    assert enter(client, school, "SS", pin_of(school, "MT")).status_code == 403


@pytest.mark.parametrize("role", ["KS", "PS", "DATA", "XX"])
def test_an_office_does_not_come_in_by_the_poster(client, school, role):
    assert enter(client, school, role, pin_of(school, role)).status_code == 403
    assert not Draft.objects.exists()


def test_the_poster_offers_its_roles_and_the_next_person_once_inside(client, school):
    before = client.get(poster("detail", school)).text
    enter(client, school)
    after = client.get(poster("detail", school)).text

    assert 'value="SS"' in before
    assert 'value="KS"' not in before
    assert "Mulai untuk orang berikutnya" not in before
    assert "Mulai untuk orang berikutnya" in after


def test_a_forged_pass_lets_nobody_in(client, school):
    client.cookies["kelas"] = f"{poster_of(school)}.SS:forged"

    assert client.post(poster("next", school)).url == poster("detail", school)


def test_an_unknown_poster_says_what_to_check(client):
    page = client.get(reverse("survey:poster-detail", args=["a" * 10]))

    assert page.status_code == 404
    assert "Periksa hurufnya" in page.text


def test_a_page_that_does_not_exist_is_not_found(client, school):
    token = token_for(school, "GS")
    begin(client, token)

    assert client.get(address("sheet", token, 9)).status_code == 404


def test_before_the_first_day_it_says_when(client, school):
    token = token_for(school, "GS")
    type(school.campaign).objects.update(opens_on="2026-11-20")

    page = client.get(address("start", token))

    assert "20 November 2026" in page.text


def test_the_finish_page_waits_for_a_start(client, school):
    token = token_for(school, "GS")

    assert client.get(address("finish", token)).url == address("start", token)
    assert client.post(address("send", token)).status_code == 422


def test_a_forged_clock_counts_no_seconds(client, school):
    token = token_for(school, "KS")
    begin(client, token)
    save(client, token, KS001="1", dibuka="1:forged")
    client.post(address("send", token))

    assert Submission.objects.get().seconds_total == 0


def test_the_time_a_page_was_open_is_counted(client, school, monkeypatch):
    token = token_for(school, "KS")
    begin(client, token)
    page = client.get(address("sheet", token, 1))
    mark = page.context["opened"]
    later = dt.datetime(2026, 11, 10, 3, 1, 30, tzinfo=dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: later)

    save(client, token, KS001="1", dibuka=mark)
    client.post(address("send", token), {"untuk": "oleh operator"})

    kept = Submission.objects.get()
    assert (kept.seconds_total, kept.filled_for) == (90, "oleh operator")


@pytest.mark.parametrize(("asked", "text"), [("id", "Keadaan 1"), ("en", "(en)")])
def test_the_questionnaire_speaks_the_language_of_the_page(client, school, asked, text):
    token = token_for(school, "GS")
    begin(client, token)
    client.cookies["django_language"] = asked

    assert text in client.get(address("sheet", token, 1)).text


def test_where_a_role_is_not_asked_it_says_so(client):
    campaign = opened_campaign(instrument_version=small_instrument(("KS", "GS")))
    school = asked_school(campaign)
    Link.objects.filter(role="GS", number=1).update(role="MT", number=99)
    link = Link.objects.get(role="MT")
    link.role, link.number = "GS", 1

    page = client.get(address("start", link_token(campaign, school.school_id, link)))

    assert page.status_code == 404
    assert "tidak ditanya" in page.text


def test_each_question_says_in_words_what_became_of_its_answer(client, school):
    token = token_for(school, "GS")
    client.post(f"/isi/{token}/mulai/")
    before = client.get(f"/isi/{token}/1/").content.decode()
    client.post(f"/isi/{token}/1/simpan/", {"GS001": "1", "ke": "lanjut"})
    after = client.get(f"/isi/{token}/1/").content.decode()

    assert "◐ tersimpan, belum dikirim" not in before
    assert after.count("◐ tersimpan, belum dikirim") == 1
    assert before.count("○ belum dijawab") == after.count("○ belum dijawab") + 1
