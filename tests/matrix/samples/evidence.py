from __future__ import annotations

from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from factories.evidence import EvidenceFactory, photo
from matrix.policy import SIGNED_IN, of, own
from matrix.world import AT, TREE

from sakaguru.evidence.models import Upload
from sakaguru.evidence.permissions import (
    ADD_EVIDENCE,
    CHECK_EVIDENCE,
    VIEW_EVIDENCE,
    WITHDRAW_EVIDENCE,
)


def plant(world):
    for key in TREE:
        for state in ("in use", "withdrawn"):
            inside = world.secret("inside of a file", key, VIEW_EVIDENCE)
            file = SimpleUploadedFile("sk.pdf", f"%PDF-1.7\n%{inside}".encode())
            made = EvidenceFactory(
                organisation=world.units[key],
                title=world.secret("title of evidence", key, VIEW_EVIDENCE),
                file=file,
                file_name=world.secret("name of a file", key, VIEW_EVIDENCE) + ".pdf",
                check_note=world.secret("note of a check", key, VIEW_EVIDENCE),
                withdrawn_why=world.secret("why withdrawn", key, VIEW_EVIDENCE),
                withdrawn_at=AT if state == "withdrawn" else None,
                uploaded_by=world.users[key],
            )
            world.put("evidence", key, state, pk=made.pk)
        picture = EvidenceFactory(
            organisation=world.units[key],
            kind="photo",
            file=photo(),
            content_type="image/jpeg",
            file_name="kelas.jpg",
        )
        world.put("photo", key, pk=picture.pk)
        upload = Upload.objects.create(
            person=world.users[key],
            organisation=world.units[key],
            file_name=world.secret("name of a file on its way", key),
            digest="0" * 64,
            size_bytes=9,
            last_at=AT,
        )
        world.put("upload", key, pk=upload.pk, offset=0)
    world.missing |= {"evidence": {"pk": 0}, "photo": {"pk": 0}}
    world.missing["upload"] = {"pk": UUID(int=0), "offset": 0}


REASON = "Berkas ini sudah tidak dipakai lagi."


def why(verb):
    return lambda _world, _thing: {f"{verb}-reason": REASON}


def renewed(_world, _thing):
    return {
        "perbarui-title": "Baru",
        "perbarui-valid_from": "2026-01-01",
        "perbarui-file": photo(),
    }


def its_sender(_person, _thing):
    """None of the persons who knock began one of these."""
    return False


ROWS = {
    "evidence:upload-begin": own(ADD_EVIDENCE),
    "evidence:upload-piece": of("upload", its_sender),
    "evidence:evidence-list": SIGNED_IN,
    "evidence:evidence-form": own(ADD_EVIDENCE),
    "evidence:evidence-add": own(ADD_EVIDENCE),
    "evidence:evidence-detail": of("evidence", VIEW_EVIDENCE),
    "evidence:evidence-download": of("evidence", VIEW_EVIDENCE),
    "evidence:evidence-picture": of("photo", VIEW_EVIDENCE),
    "evidence:evidence-step": of(
        "evidence",
        VIEW_EVIDENCE,
        verbs={
            "terima": of("evidence", VIEW_EVIDENCE, may=CHECK_EVIDENCE),
            "kembalikan": of(
                "evidence", VIEW_EVIDENCE, may=CHECK_EVIDENCE, data=why("kembalikan")
            ),
            "tarik": of(
                "evidence", VIEW_EVIDENCE, may=WITHDRAW_EVIDENCE, data=why("tarik")
            ),
            "perbarui": of("evidence", VIEW_EVIDENCE, may=ADD_EVIDENCE, data=renewed),
        },
    ),
}
