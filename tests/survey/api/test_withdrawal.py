"""Consent can be taken back: what was sent is gone at once, for its sender alone."""

import datetime as dt
from uuid import UUID, uuid4

import pytest
from factories.parcels import SECRET, content, parcel
from factories.survey import AT, token_for

from sakaguru.core.models import AuditEvent
from sakaguru.survey.adapters.vault import poster_pass
from sakaguru.survey.enums import AssignmentState
from sakaguru.survey.models import Assignment, Edit, Submission, WithdrawnSet
from sakaguru.survey.services.aftercare import look_after_arrivals

ADDRESS = "/api/v1/submissions/withdrawal"


@pytest.fixture
def withdraw(client):
    def ask(body):
        return client.post(ADDRESS, body, content_type="application/json")

    return ask


@pytest.fixture
def sent(school, post):
    first = parcel(token_for(school, "GS"), content("GS"))
    assert post(first).status_code == 201
    return first


def own(sent, **changed):
    return {"id": sent["id"], "key": sent["content"]["key"]} | changed


def test_what_was_sent_is_gone_with_its_edits_and_without_a_trace(
    sent, post, withdraw, school
):
    post(sent | {"sequence": 2, "content": content("GS", (0, 0))})
    before = AuditEvent.objects.count()
    Assignment.objects.update(is_fresh=False)

    answer = withdraw(own(sent))

    assert (answer.status_code, answer.json()) == (200, {"withdrawn": sent["id"]})
    assert not Submission.objects.exists()
    assert not Edit.objects.exists()
    assert AuditEvent.objects.count() == before
    assert Assignment.objects.get(pk=school.pk).is_fresh


def test_a_school_whose_only_set_was_withdrawn_has_sent_nothing(sent, withdraw, school):
    look_after_arrivals(at=AT)
    assert Assignment.objects.get(pk=school.pk).state == AssignmentState.SENT

    withdraw(own(sent))
    look_after_arrivals(at=AT)

    counted = Assignment.objects.get(pk=school.pk)
    assert (counted.state, sum(counted.received)) == (AssignmentState.STARTED, 0)


def test_to_withdraw_twice_is_to_withdraw_once(sent, withdraw):
    assert [withdraw(own(sent)).status_code for _ in range(2)] == [200, 200]


def test_a_withdrawn_set_does_not_come_back_by_its_link(sent, post, withdraw):
    withdraw(own(sent))

    again = post(sent)
    assert (again.status_code, again.json()["code"]) == (410, "set_withdrawn")
    assert not Submission.objects.exists()


@pytest.fixture
def by_poster(school, post):
    """A set that came by the pass of a class: nothing there is spent."""
    door = poster_pass(school.campaign, school, "GS")
    first = parcel(door, content("GS"))
    assert post(first).status_code == 201
    return first


def test_a_set_that_came_by_a_pass_stays_away_once_it_is_withdrawn(
    by_poster, post, withdraw
):
    assert withdraw(own(by_poster)).status_code == 200
    edit = by_poster | {"sequence": 2, "content": content("GS", (0, 0))}

    for one in (by_poster, edit):
        answer = post(one)
        assert (answer.status_code, answer.json()["code"]) == (410, "set_withdrawn")
    together = post([by_poster, edit, parcel(by_poster["door"], content("GS"))])

    assert [each["status"] for each in together.json()["results"]] == [410, 410, 201]
    assert Submission.objects.count() == 1


def test_of_what_was_withdrawn_its_random_id_alone_is_kept(by_poster, withdraw, school):
    withdraw(own(by_poster))
    withdraw(own(by_poster))

    assert list(WithdrawnSet.objects.values()) == [
        {"id": UUID(by_poster["id"]), "campaign_id": school.campaign_id}
    ]


def test_nobody_marks_what_was_never_sent(withdraw, school):
    assert withdraw({"id": str(uuid4()), "key": SECRET}).status_code == 200
    assert not WithdrawnSet.objects.exists()


def test_nobody_withdraws_what_they_did_not_send(sent, withdraw):
    answer = withdraw(own(sent, key="another-secret-of-somebody-else"))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_your_set")
    assert Submission.objects.count() == 1


def test_an_office_changes_and_does_not_withdraw(school, post, withdraw):
    sent = parcel(token_for(school, "KS"), content("KS"))
    assert post(sent).status_code == 201

    answer = withdraw(own(sent))

    assert (answer.status_code, answer.json()["code"]) == (403, "not_by_consent")
    assert Submission.objects.count() == 1


def test_after_closing_answers_are_untied_and_stay(sent, withdraw, school):
    school.campaign.closed_at = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    school.campaign.save()

    assert withdraw(own(sent)).status_code == 410
    assert Submission.objects.count() == 1


@pytest.mark.parametrize(
    "body", [[], {}, {"id": "x", "key": "y"}, {"id": None}, {"id": 1, "key": 2, "a": 3}]
)
def test_odd_bodies_are_refused(body, withdraw, db):
    assert withdraw(body).status_code == 422
