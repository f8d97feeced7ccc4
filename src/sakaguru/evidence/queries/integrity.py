"""What must never be found among the files: one missing, changed, or checked alone."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import Check, asked
from sakaguru.evidence.models import Evidence

if TYPE_CHECKING:
    from collections.abc import Iterator


def missing_files() -> Iterator[str]:
    for evidence in Evidence.objects.only("pk", "file").iterator():
        if not evidence.file.storage.exists(str(evidence.file.name)):
            yield f"evidence {evidence.pk}"


def changed_files() -> Iterator[str]:
    """Files whose content is not what was accepted; missing ones are told above."""
    for evidence in Evidence.objects.only("pk", "file", "digest").iterator():
        try:
            with evidence.file.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except FileNotFoundError:
            continue
        if digest != evidence.digest:
            yield f"evidence {evidence.pk}"


CHECKS = [
    Check("evidence.file_is_there", _("Berkas bukti hilang."), missing_files),
    Check("evidence.file_is_unchanged", _("Isi berkas bukti berubah."), changed_files),
    asked(
        "evidence.check_has_a_checker",
        _("Bukti diterima tanpa nama pemeriksanya."),
        """
        SELECT 'evidence ' || id FROM evidence_evidence
        WHERE check_state <> 'waiting' AND checked_by_id IS NULL
        """,
    ),
    asked(
        "evidence.renewal_is_of_the_unit",
        _("Bukti memperbarui bukti milik unit lain."),
        """
        SELECT 'evidence ' || e.id FROM evidence_evidence e
        JOIN evidence_evidence o ON o.id = e.renews_id
        WHERE o.organisation_id <> e.organisation_id
        """,
    ),
    asked(
        "evidence.pieces_follow_each_other",
        _("Potongan berkas yang sedang dikirim tidak bersambung."),
        """
        SELECT 'upload ' || u.id FROM evidence_upload u
        LEFT JOIN evidence_uploadpiece p ON p.upload_id = u.id
        GROUP BY u.id
        HAVING coalesce(sum(length(p.content)), 0) <> u.received_bytes
        """,
    ),
    asked(
        "evidence.withdrawal_says_why",
        _("Bukti ditarik tanpa alasan."),
        """
        SELECT 'evidence ' || id FROM evidence_evidence
        WHERE withdrawn_at IS NOT NULL AND withdrawn_why = ''
        """,
    ),
]
