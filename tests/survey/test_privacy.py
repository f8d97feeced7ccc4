"""Personal answers cannot be tied to a link, an account, a time or an order (R16a)."""

import datetime as dt
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from factories.parcels import read_set
from factories.survey import (
    AT,
    DAY,
    asked_school,
    opened_campaign,
    started_door,
    token_for,
)

from sakaguru.core.access import SYSTEM
from sakaguru.core.models import AuditEvent
from sakaguru.survey.adapters.vault import DraftUnreadable, sealed, unsealed
from sakaguru.survey.enums import PERSONAL
from sakaguru.survey.models import Draft, Edit, Link, Submission
from sakaguru.survey.services.campaigns import close_campaign
from sakaguru.survey.services.drafts import begin_filling, save_page
from sakaguru.survey.services.reception import receive_submission, send_draft

pytestmark = pytest.mark.django_db


def hand_in(token, role, *, points=1):
    parcel = read_set(token, {f"{role}001": points})
    return receive_submission(parcel=parcel, day=DAY, at=AT)


def row(school, role, **fields):
    return Submission(
        id=uuid4(),
        campaign=school.campaign,
        assignment=school,
        role=role,
        body=b"\x01",
        digest="0" * 64,
        received_on=DAY,
        **{"consent": "2026-1", **fields},
    )


@pytest.mark.parametrize("role", PERSONAL)
@pytest.mark.parametrize(
    "trace",
    [
        {"received_at": AT},
        {"seconds_total": 60},
        {"filled_for": "Bu Contoh"},
        {"link": "own"},
    ],
    ids=lambda trace: next(iter(trace)),
)
def test_the_database_refuses_a_trace_beside_personal_answers(school, role, trace):
    if "link" in trace:
        trace = {"link": school.links.get(role="GS", number=1)}

    with pytest.raises(IntegrityError), transaction.atomic():
        row(school, role, **trace).save(force_insert=True)


@pytest.mark.parametrize("role", ["GS", "MT"])
def test_the_database_refuses_a_day_on_a_personal_link(school, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.filter(role=role).update(is_used=True, used_on=DAY)


def test_what_points_at_a_submission_keeps_no_order_of_arrival():
    counted = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete
        and field.related_model is Submission
        and isinstance(model._meta.pk, models.AutoField)
    ]

    assert counted == []


def test_a_submission_points_at_its_school_and_nothing_personal():
    fields = {field.name: field for field in Submission._meta.concrete_fields}
    points = {name for name, field in fields.items() if field.is_relation}
    times = {
        name
        for name, field in fields.items()
        if isinstance(field, models.DateField | models.TimeField)
    }

    assert points == {"campaign", "assignment", "link"}
    assert times == {"received_on", "received_at"}
    assert isinstance(fields["id"], models.UUIDField)
    assert "seq" not in {type(f).__name__.lower() for f in fields.values()}


def test_the_trail_says_nothing_about_a_personal_submission(school):
    before = AuditEvent.objects.count()

    for role in ("GS", "MT"):
        hand_in(token_for(school, role), role)

    assert AuditEvent.objects.count() == before


def test_a_draft_cannot_be_read_from_the_database(school):
    door = started_door(school, "GS")
    begin_filling(door=door, day=DAY)
    save_page(door=door, sheet=1, given={"GS001": "3"}, seconds=5, day=DAY)

    draft = Draft.objects.get()
    kept = bytes(draft.sealed)
    assert b"GS001" not in kept
    with pytest.raises(DraftUnreadable):
        unsealed(draft.token_digest, kept)
    with pytest.raises(DraftUnreadable):
        unsealed(door.token, kept)
    assert unsealed(door.key, kept)["answers"] == {"GS001": 3}


def test_a_draft_under_another_token_is_unreadable():
    with pytest.raises(DraftUnreadable):
        unsealed("b" * 16, sealed("a" * 16, {"answers": {}}))


def test_the_receipt_of_a_page_holds_no_time_for_a_parent(school):
    door = started_door(school, "MT")
    begin_filling(door=door, day=DAY)
    save_page(door=door, sheet=1, given={"MT001": "3"}, seconds=5, day=DAY)

    receipt = send_draft(door=door, filled_for="", day=DAY, at=AT)

    assert receipt.as_content()["at"] is None
    assert not Draft.objects.exists()


def places():
    """Transaction and place of each personal row and used link, as stored."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, xmin::text, ctid::text FROM survey_submission "
            "WHERE role = 'GS' ORDER BY ctid"
        )
        return cursor.fetchall()


@pytest.mark.django_db(transaction=True)
def test_closing_mixes_personal_answers_so_that_their_order_says_nothing():
    school = asked_school(opened_campaign())
    for number in range(1, 8):
        hand_in(token_for(school, "GS", number), "GS", points=number % 4)
    before = {row[0]: bytes(Submission.objects.get(pk=row[0]).body) for row in places()}
    assert len({row[1] for row in places()}) == 7

    close_campaign(actor=SYSTEM, campaign=school.campaign, at=AT)

    after = places()
    assert len({row[1] for row in after}) == 1
    kept = {each.pk: bytes(each.body) for each in Submission.objects.filter(role="GS")}
    assert kept == before
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM survey_link WHERE is_used")
        assert not {row[0] for row in cursor.fetchall()} & {row[1] for row in after}


def test_two_receipts_of_one_day_differ_in_number_only_by_chance(school):
    numbers = {hand_in(token_for(school, "GS", n), "GS")["number"] for n in range(1, 9)}

    assert len(numbers) == 8


def test_days_are_the_finest_time_of_a_personal_submission(school):
    receipt = hand_in(token_for(school, "GS"), "GS")

    assert dt.date.fromisoformat(receipt["received"]) == DAY


def test_edits_of_personal_answers_are_mixed_with_them(school):
    token = token_for(school, "GS")
    first = read_set(token, {"GS001": 1}, key="a-secret-that-the-device-made-1")
    number = first.envelope.id
    receive_submission(parcel=first, day=DAY, at=AT)
    for sequence, points in enumerate((2, 3, 0), 2):
        edit = read_set(token, {"GS001": points}, key=first.content.key, number=number)
        edit = edit._replace(envelope=edit.envelope._replace(sequence=sequence))
        receive_submission(parcel=edit, day=DAY, at=AT)
    before = set(Edit.objects.values_list("id", "sequence", "digest"))

    close_campaign(actor=SYSTEM, campaign=school.campaign, at=AT)

    with connection.cursor() as cursor:
        cursor.execute("SELECT id, xmin::text FROM survey_edit ORDER BY ctid")
        rows = cursor.fetchall()
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    assert len({row[1] for row in rows}) == 1
    assert set(Edit.objects.values_list("id", "sequence", "digest")) == before
