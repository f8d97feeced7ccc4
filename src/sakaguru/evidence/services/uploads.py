"""Take a file piece by piece, so that a broken line continues where it stopped."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.accounts.models import User
from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError, NotAllowed
from sakaguru.evidence.models import Evidence, Upload, UploadPiece
from sakaguru.evidence.models.upload import LARGEST_BYTES, LARGEST_PIECE
from sakaguru.evidence.permissions import ADD_EVIDENCE
from sakaguru.evidence.queries.uploads import ResumedFile, joined

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.organisations.models import Organisation

KEPT_DAYS = 3
MOST_OPEN = 5
"""A person has this many at once: the one left longest makes room."""


class UploadTooLarge(DomainError):
    code = "upload_too_large"
    status = 422


class PieceOutOfStep(DomainError):
    """``received`` is where the next piece must begin."""

    code = "piece_out_of_step"

    def __init__(self, message: str, received: int) -> None:
        super().__init__(message)
        self.received = received


@transaction.atomic
def begin_upload(
    *,
    actor: Actor,
    organisation: Organisation,
    file_name: str,
    digest: str,
    size_bytes: int,
    at: datetime,
) -> Upload:
    """Open an upload, or find what the person left of the same file.

    Raises:
        NotAllowed: the actor may not add evidence for this unit.
        UploadTooLarge: it is empty, or larger than evidence may be.
    """
    ADD_EVIDENCE.check(actor, Evidence(organisation=organisation))
    if not 0 < size_bytes <= LARGEST_BYTES:
        raise UploadTooLarge(_("Berkas lebih besar dari 10 MB. Perkecil dahulu."))
    _one_at_a_time(actor)
    person = _person(actor)
    mine = Upload.objects.filter(person_id=person)
    mine.filter(last_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
    upload, is_new = mine.get_or_create(
        organisation=organisation,
        digest=digest,
        size_bytes=size_bytes,
        defaults={
            "person_id": person,
            "file_name": file_name[-140:],
            "last_at": at,
        },
    )
    if is_new:
        oldest = mine.order_by("-last_at", "-pk").exclude(pk=upload.pk)
        left = list(oldest.values_list("pk", flat=True)[MOST_OPEN - 1 :])
        mine.filter(pk__in=left).delete()
        path = organisation.path
        record(actor=actor, action="evidence.sending", subject=upload, at=at, path=path)
    return upload


@transaction.atomic
def receive_piece(
    *, actor: Actor, upload: Upload, offset: int, content: bytes, at: datetime
) -> Upload:
    """Keep the next piece. A whole file that is not the one told begins anew.

    Raises:
        NotAllowed: the actor may not add evidence for this unit (any longer).
        UploadTooLarge: the piece is too large, or more than was told.
        PieceOutOfStep: the piece does not begin where the last one ended.
    """
    mine = Upload.objects.filter(person_id=_person(actor))
    upload = mine.select_for_update(of=("self",)).get(pk=upload.pk)
    ADD_EVIDENCE.check(actor, Evidence(organisation=upload.organisation))
    if offset != upload.received_bytes or upload.is_whole:
        received = upload.received_bytes
        raise PieceOutOfStep(_("Potongan ini bukan lanjutannya."), received)
    left = upload.size_bytes - offset
    if not 0 < len(content) <= min(left, LARGEST_PIECE):
        raise UploadTooLarge(_("Potongan ini kosong atau terlalu besar."))
    UploadPiece.objects.create(upload=upload, offset=offset, content=content)
    upload.received_bytes, upload.last_at = offset + len(content), at
    is_last = len(content) == left
    if is_last and hashlib.sha256(joined(upload)).hexdigest() != upload.digest:
        upload.pieces.all().delete()
        upload.received_bytes = 0
    upload.save(update_fields=["received_bytes", "last_at"])
    return upload


def use_up(file: object, actor: Actor) -> bool:
    """Forget what came in pieces, now that it is kept; False where it is gone."""
    if not isinstance(file, ResumedFile):
        return True
    rows = Upload.objects.filter(pk=file.upload_id, person_id=_person(actor))
    return bool(rows.delete()[0])


def _one_at_a_time(actor: Actor) -> None:
    """Let the same person's next one wait: together they would pass the count."""
    person = User.objects.select_for_update(no_key=True).filter(pk=_person(actor))
    person.values_list("pk").first()


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed(_("Berkas dikirim oleh orang yang masuk dengan akunnya."))
    return actor.user_id
