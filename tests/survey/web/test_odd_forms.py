"""What a form sends that no page of ours would: refused in words, never a fault."""

import pytest
from django.utils import timezone
from factories.survey import DAY, token_for

from sakaguru.survey.models import Submission

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "localdate", lambda *_: DAY)


@pytest.mark.parametrize("answer", ["9" * 5000, "-1", "1e3", "1.0", "TTT", "\u0661"])
def test_an_answer_that_was_not_offered_is_refused(client, school, answer):
    token = token_for(school, "GS")
    client.post(f"/isi/{token}/mulai/")
    assert client.post(f"/isi/{token}/1/simpan/", {"GS001": answer}).status_code == 422


@pytest.mark.parametrize("number", [0, 99, 10**30])
def test_a_page_that_there_is_not_is_not_found(client, school, number):
    token = token_for(school, "GS")
    client.post(f"/isi/{token}/mulai/")
    assert client.get(f"/isi/{token}/{number}/").status_code == 404


@pytest.mark.parametrize("mark", ["9" * 5000, "x:y", "1:1:1"])
def test_an_altered_mark_of_time_counts_for_nothing(client, school, mark):
    token = token_for(school, "GS")
    client.post(f"/isi/{token}/mulai/")
    given = {"GS001": "1", "dibuka": mark}
    assert client.post(f"/isi/{token}/1/simpan/", given).status_code == 302


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\u202eb", "a b"), ("a\r\nb", "a b"), ("x" * 500, "x" * 120)],
)
def test_by_whom_for_whom_is_one_line_that_reads_as_it_stands(
    client, school, typed, kept
):
    token = token_for(school, "KS")
    client.post(f"/isi/{token}/mulai/")
    client.post(f"/isi/{token}/1/simpan/", {"KS001": "1"})
    client.post(f"/isi/{token}/kirim/", {"untuk": typed})
    assert Submission.objects.get(role="KS").filled_for == kept
