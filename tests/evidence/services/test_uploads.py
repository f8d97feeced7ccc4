from __future__ import annotations

import datetime as dt
import hashlib

import pytest
from django.utils.datastructures import MultiValueDict
from factories.evidence import pdf
from factories.organisations import SchoolFactory

from sakaguru.core.errors import NotAllowed
from sakaguru.core.models import AuditEvent
from sakaguru.core.retention import all_kept
from sakaguru.evidence.adapters.intake import FileRefused
from sakaguru.evidence.models import Upload, UploadPiece
from sakaguru.evidence.models.upload import LARGEST_BYTES, LARGEST_PIECE
from sakaguru.evidence.queries.uploads import files_of
from sakaguru.evidence.services import uploads as services
from sakaguru.evidence.services.evidence import Particulars, add_evidence
from sakaguru.organisations.enums import Role

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC)
CONTENT = bytes(range(256)) * 4


@pytest.fixture
def unit():
    return SchoolFactory().organisation


@pytest.fixture
def actor(unit, actor_at):
    return actor_at(unit, Role.TEACHER)


def begun(actor, unit, content=CONTENT, *, at=AT, name="sk.pdf"):
    return services.begin_upload(
        actor=actor,
        organisation=unit,
        file_name=name,
        digest=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        at=at,
    )


def piece(actor, upload, offset, content):
    return services.receive_piece(
        actor=actor, upload=upload, offset=offset, content=content, at=AT
    )


def whole(actor, unit, content=CONTENT):
    return piece(actor, begun(actor, unit, content), 0, content)


def sent(actor, upload):
    data = {"file-unggahan": str(upload.pk)}
    return files_of(actor, data, MultiValueDict())


def test_a_file_begun_before_continues_where_it_stopped(actor, unit):
    piece(actor, begun(actor, unit), 0, CONTENT[:600])

    again = begun(actor, unit, name="nama lain.pdf")
    done = piece(actor, again, again.received_bytes, CONTENT[600:])

    assert (again.received_bytes, done.is_whole) == (600, True)
    assert sent(actor, done)["file"].read() == CONTENT
    assert AuditEvent.objects.filter(action="evidence.sending").count() == 1


def test_a_piece_that_is_not_the_next_one_is_refused_and_tells_the_next(actor, unit):
    upload = piece(actor, begun(actor, unit), 0, CONTENT[:600])

    for offset in (0, 599, 601, 1024):
        with pytest.raises(services.PieceOutOfStep) as told:
            piece(actor, upload, offset, CONTENT[600:700])
        assert told.value.received == 600
    assert upload.pieces.count() == 1


def test_what_is_whole_takes_no_more(actor, unit):
    upload = whole(actor, unit)

    with pytest.raises(services.PieceOutOfStep):
        piece(actor, upload, upload.size_bytes, b"x")


@pytest.mark.parametrize("content", [b"", CONTENT + b"x", b"x" * (LARGEST_PIECE + 1)])
def test_a_piece_too_long_or_empty_is_refused(content, actor, unit):
    with pytest.raises(services.UploadTooLarge):
        piece(actor, begun(actor, unit), 0, content)

    assert not UploadPiece.objects.exists()


@pytest.mark.parametrize("size", [0, -1, LARGEST_BYTES + 1])
def test_a_file_too_large_is_not_begun(size, actor, unit):
    with pytest.raises(services.UploadTooLarge):
        services.begin_upload(
            actor=actor,
            organisation=unit,
            file_name="a",
            digest="0" * 64,
            size_bytes=size,
            at=AT,
        )


def test_a_whole_that_is_not_what_was_told_begins_anew(actor, unit):
    upload = piece(actor, begun(actor, unit), 0, CONTENT[:-1] + b"!")

    assert upload.received_bytes == 0
    assert not upload.pieces.exists()


def test_nobody_else_continues_it(actor, unit, actor_at):
    upload = begun(actor, unit)
    other = actor_at(unit, Role.TEACHER)

    with pytest.raises(Upload.DoesNotExist):
        piece(other, upload, 0, CONTENT)
    whole_one = piece(actor, upload, 0, CONTENT)
    assert "file" not in sent(other, whole_one)
    assert begun(other, unit).pk != upload.pk


def test_who_may_not_add_evidence_sends_none(actor, unit, actor_at):
    upload = begun(actor, unit)
    viewer = actor_at(unit, Role.VIEWER)
    Upload.objects.update(person_id=viewer.user_id)

    with pytest.raises(NotAllowed):
        begun(viewer, unit)
    with pytest.raises(NotAllowed):
        piece(viewer, upload, 0, CONTENT)
    with pytest.raises(NotAllowed):
        begun(actor, SchoolFactory().organisation)


def test_a_person_has_few_at_once_and_the_one_left_longest_makes_room(actor, unit):
    for number in range(services.MOST_OPEN + 3):
        begun(actor, unit, bytes([number]), at=AT + dt.timedelta(minutes=number))

    kept = Upload.objects.order_by("last_at").values_list("last_at", flat=True)
    assert len(kept) == services.MOST_OPEN
    assert kept[0] == AT + dt.timedelta(minutes=3)


def test_what_is_left_for_days_is_forgotten(actor, unit):
    begun(actor, unit)
    (kept,) = (each for each in all_kept() if each.name == "evidence.uploads")

    assert not kept.due_on(AT.date() + dt.timedelta(days=3))
    assert kept.due_on(AT.date() + dt.timedelta(days=4))
    begun(actor, unit, b"lain", at=AT + dt.timedelta(days=4))
    assert Upload.objects.count() == 1


def test_a_half_file_and_nonsense_are_no_files(actor, unit):
    half = piece(actor, begun(actor, unit), 0, CONTENT[:10])

    assert "file" not in sent(actor, half)
    for text in ("", "x", "00000000-0000-0000-0000-000000000000"):
        given = files_of(actor, {"file-unggahan": text}, sent(actor, half))
        assert "file" not in given


def test_it_is_kept_once(actor, unit):
    content = pdf().read()
    upload = whole(actor, unit, content)
    file = sent(actor, upload)["file"]
    again = sent(actor, upload)["file"]
    said = {
        "actor": actor,
        "organisation": unit,
        "particulars": Particulars("SK", AT.date()),
        "at": AT,
    }

    evidence = add_evidence(file=file, **said)

    assert evidence.file_name == "sk.pdf"
    assert not Upload.objects.exists()
    with pytest.raises(FileRefused):
        add_evidence(file=again, **said)
