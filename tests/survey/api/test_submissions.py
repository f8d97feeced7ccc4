"""Sets from devices: receipts, the same again, edits, refusals."""

import datetime as dt
import itertools
from uuid import uuid4

import pytest
from django.utils import timezone
from factories.parcels import content, parcel, sealed_parcel
from factories.survey import AT, pin_of, poster_of, token_for

from sakaguru.core.access import SYSTEM
from sakaguru.survey.adapters.signing import is_genuine
from sakaguru.survey.adapters.vault import poster_pass
from sakaguru.survey.enums import PERSONAL, AssignmentState, Flag
from sakaguru.survey.models import Edit, Submission
from sakaguru.survey.services.campaigns import close_campaign

pytestmark = pytest.mark.django_db


def pass_of(school, role):
    return poster_pass(school.campaign, school, role)


def orders_of_five(role):
    """All 120 for one role, every seventh of them for another."""
    return list(itertools.permutations(range(5)))[:: 1 if role == "KS" else 7]


@pytest.mark.function("S2")
def test_a_set_is_stored_and_counted_and_its_receipt_is_genuine(school, post):
    given = parcel(token_for(school, "KS"), content("KS", (3, "TT", 0), seconds=400))

    answer = post(given)

    receipt = answer.json()["receipt"]
    kept = Submission.objects.get()
    assert answer.status_code == 201
    assert str(kept.pk) == receipt["submission"] == given["id"]
    assert bytes(kept.body) == bytes([3, 255, 0, 255])
    assert bytes(kept.said) == bytes([3, 254, 0, 255])
    assert (kept.seconds_total, kept.link.is_used) == (400, True)
    assert is_genuine(receipt)
    school.refresh_from_db()
    assert school.received == [1, 0, 0, 0, 0, 0]
    assert school.state == AssignmentState.SENT


def test_the_same_set_again_gets_the_same_receipt_byte_for_byte(school, post):
    given = parcel(token_for(school, "GS"), content("GS"))

    answers = {post(given).content for _ in range(3)}

    assert len(answers) == 1
    assert Submission.objects.count() == 1
    school.refresh_from_db()
    assert school.received[1] == 1


def test_the_first_receipt_is_given_again_after_an_edit_and_after_closing(school, post):
    first = parcel(token_for(school, "KS"), content("KS", (3, "TT")))
    edit = first | {"sequence": 2, "content": content("KS", (1,))}
    before = [post(first).content, post(edit).content]
    close_campaign(actor=SYSTEM, campaign=school.campaign, at=AT)

    assert [post(first).content, post(edit).content] == before
    assert post(first | {"sequence": 3}).status_code == 410


@pytest.mark.parametrize("role", ["KS", "MT"])
def test_five_edits_give_the_same_set_in_every_order(role, school, post):
    token = token_for(school, role)
    edits = [(3, "TT"), (None, 1), ("TT", 1, 2), (2,), (0, None, None, 3)]
    found = set()
    for order in orders_of_five(role):
        number = uuid4()
        Submission.objects.all().delete()
        school.links.update(is_used=False)
        for place in order:
            inside = content(role, edits[place], seconds=100 * place)
            given = parcel(token, inside, sequence=place + 1, number=number)
            assert post(given).status_code == 201
        kept = Submission.objects.get()
        found.add((bytes(kept.body), kept.sequence, kept.seconds_total, kept.flags))

    assert len(found) == 1
    assert found.pop()[0] == bytes([0, 255, 255, 3])


@pytest.mark.parametrize("role", ["KS", "GS"])
def test_other_content_with_the_same_number_is_kept_beside_it(role, school, post):
    token, number = token_for(school, role), uuid4()
    one = parcel(token, content(role, (3,)), number=number)
    two = parcel(token, content(role, (1,)), number=number)
    bodies = []
    for first, second in ((one, two), (two, one)):
        Submission.objects.all().delete()
        school.links.update(is_used=False)
        assert post(first).status_code == 201
        clash = post(second)
        assert (clash.status_code, clash.json()["code"]) == (409, "edits_differ")
        assert is_genuine(clash.json()["receipt"])
        assert post(second).content == clash.content
        bodies.append(bytes(Submission.objects.get().body))

    assert bodies[0] == bodies[1]
    assert Edit.objects.count() == 2
    assert Submission.objects.get().flags & Flag.EDITS_DIFFER


def test_only_who_holds_the_secret_can_edit(school, post):
    first = parcel(token_for(school, "GS"), content("GS"))
    post(first)
    stolen = content("GS", (0, 0), key="another-secret-of-somebody-else")

    answer = post(first | {"sequence": 2, "content": stolen})

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_set")
    assert bytes(Submission.objects.get().body)[:2] == bytes([3, 2])


@pytest.mark.parametrize("role", PERSONAL)
def test_nothing_beside_personal_answers_tells_of_a_person(role, school, post):
    token = token_for(school, role) if role != "SS" else pass_of(school, role)
    inside = content(role, seconds=90, filled_for="ibu")
    first = parcel(token, inside)

    before = timezone.localdate()
    receipt = post(first).json()["receipt"]
    post(first | {"sequence": 2})

    kept = Submission.objects.get()
    received = dt.date.fromisoformat(receipt["received"])
    assert before <= received <= timezone.localdate()
    assert (kept.link, kept.received_at, kept.seconds_total) == (None, None, None)
    assert kept.filled_for == ""
    assert {edit.received_at for edit in kept.edits.all()} == {None}
    assert content()["key"] not in str(Submission.objects.values().get())


def test_a_sealed_set_is_opened_with_the_campaigns_key(school, post):
    given = sealed_parcel(school.campaign, pass_of(school, "SS"), content("SS", (2, 1)))

    assert post(given).status_code == 201
    assert bytes(Submission.objects.get().body)[:2] == bytes([2, 1])


def test_a_sealed_set_belongs_to_its_envelope(school, post):
    given = sealed_parcel(school.campaign, pass_of(school, "SS"), content("SS"))

    moved = post(given | {"id": str(uuid4())})
    cut = post(given | {"sealed": given["sealed"][:-8]})

    assert [moved.status_code, cut.status_code] == [422, 422]
    assert moved.json()["code"] == "sealed_unreadable"
    assert Submission.objects.count() == 0


def test_a_class_hands_in_many_sets_by_one_pass(school, post):
    door = pass_of(school, "SS")

    answer = post([parcel(door, content("SS")) for _ in range(20)])

    assert [each["status"] for each in answer.json()["results"]] == [201] * 20
    assert Submission.objects.count() == 20
    school.refresh_from_db()
    assert school.received[2] == 20


def test_in_a_batch_each_set_has_its_own_outcome(school, post):
    good = parcel(pass_of(school, "SS"), content("SS"))
    wrong = parcel(pass_of(school, "SS"), content("SS", (99,)))
    unreadable = {"id": "x"}

    answer = post([good, wrong, unreadable, good])

    results = answer.json()["results"]
    assert [each["status"] for each in results] == [201, 422, 422, 201]
    assert results[0] == results[3]
    assert results[1]["faults"][0] == {
        "field": "answers.SS001",
        "rule": "not_an_option",
        "given": "99",
    }
    assert results[2]["faults"][0]["field"] == "submissions.2.id"
    assert Submission.objects.count() == 1


def test_a_link_gives_one_set_and_a_wrong_door_none(school, post):
    token = token_for(school, "GS")
    post(parcel(token, content("GS")))

    again = post(parcel(token, content("GS")))
    genuine = pass_of(school, "SS")
    other = "y" if genuine.endswith("x") else "x"
    forged = post(parcel(genuine[:-1] + other, content("SS")))
    poster = post(parcel(poster_of(school), content("SS")))
    guessed = post(parcel(f"{poster_of(school)}.SS.{pin_of(school, 'SS')}"))

    codes = [each.json()["code"] for each in (again, forged, poster, guessed)]
    assert codes == ["link_already_used", *["link_unknown"] * 3]
    assert Submission.objects.count() == 1


def test_without_consent_no_answer_is_taken(school, post):
    answer = post(parcel(token_for(school, "GS"), content("GS", consent="")))

    assert (answer.status_code, answer.json()["code"]) == (422, "consent_missing")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b" ", 422),
        (b"{", 422),
        (b"\xff\xfe", 422),
        (b"[" * 60_000, 422),
        (b'{"id":1,"id":2}', 422),
        (b'{"sequence":NaN}', 422),
        (b'{"sequence":1e999}', 422),
        (b'"\\ud800"', 422),
        (b"{" + b" " * 70_000 + b"}", 413),
    ],
)
def test_odd_bodies_are_refused_with_a_reason(body, status, client, db):
    answer = client.post("/api/v1/submissions", body, "application/json")

    assert answer.status_code == status
    assert answer.json()["message"]


def test_a_cut_off_body_is_never_taken(school, client):
    import json

    whole = json.dumps(parcel(token_for(school, "GS"), content("GS"))).encode()
    for end in range(1, len(whole) - 1, 7):
        answer = client.post("/api/v1/submissions", whole[:end], "application/json")
        assert answer.status_code == 422
    assert Submission.objects.count() == 0


def test_the_door_takes_only_posted_json(client, db):
    assert client.get("/api/v1/submissions").status_code == 405
    sent = client.post("/api/v1/submissions", "x", "text/plain")
    assert sent.status_code == 415


def test_when_there_is_no_room_devices_are_told_to_wait(school, post, monkeypatch):
    import threading

    from sakaguru.survey.api import v1

    monkeypatch.setattr(v1, "_room", threading.BoundedSemaphore(1))
    monkeypatch.setattr(v1, "LONGEST_WAIT_SECONDS", 0.01)
    with v1._room:
        answer = post(parcel(token_for(school, "GS"), content("GS")))

    assert answer.status_code == 503
    assert 5 <= int(answer.headers["Retry-After"]) <= 30
    assert Submission.objects.count() == 0


def test_the_description_names_what_the_door_answers(client, db):
    described = client.get("/api/v1/openapi.json").json()

    assert described["openapi"] == "3.1.0"
    assert {"/submissions", "/submissions/batch", "/submissions/withdrawal"} == set(
        described["paths"]
    )
