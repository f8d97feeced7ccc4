"""What a person sent in pieces, for the form that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from sakaguru.evidence.models import Upload

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.utils.datastructures import MultiValueDict

    from sakaguru.core.access import Actor

SENT_BEFORE = "-unggahan"


class ResumedFile(SimpleUploadedFile):
    """A file that came in pieces; ``upload_id`` is what it arrived as."""

    def __init__(self, upload: Upload) -> None:
        super().__init__(upload.file_name, joined(upload))
        self.upload_id: UUID = upload.pk


def joined(upload: Upload) -> bytes:
    return b"".join(bytes(piece.content) for piece in upload.pieces.all())


def own_uploads(actor: Actor) -> QuerySet[Upload]:
    return Upload.objects.filter(person_id=actor.user_id or 0).select_related(
        "organisation"
    )


def files_of(
    actor: Actor, data: Any, files: MultiValueDict[str, Any]
) -> MultiValueDict[str, Any]:
    """The files of a form, with those that its hidden fields say came in pieces.

    Only whole ones of the person themselves count. One query per such field.
    """
    found = files.copy()
    for key in data:
        name = key.removesuffix(SENT_BEFORE)
        if name == key or name in files:
            continue
        upload = _whole(actor, data[key])
        if upload is not None:
            found[name] = ResumedFile(upload)
    return found


def _whole(actor: Actor, text: str) -> Upload | None:
    number = _number(text)
    if number is None:
        return None
    upload = own_uploads(actor).filter(pk=number).first()
    return upload if upload is not None and upload.is_whole else None


def _number(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
