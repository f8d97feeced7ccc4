"""What needs the server's secret or a cipher: tokens, PINs, sealed drafts, receipts."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.signing import BadSignature, Signer

from sakaguru.survey.logic import tokens

if TYPE_CHECKING:
    from sakaguru.survey.models import Assignment, Campaign, Link, SchoolClass

NONCE_BYTES = 12
DRAFT_PURPOSE = b"sakaguru draft 1"
RECEIPT_SALT = "sakaguru.receipt"


class DraftUnreadable(Exception):
    """The sealed draft and the key do not belong together."""


def link_token(campaign: Campaign, school_id: int, link: Link) -> str:
    """The token of a personal link, the same each time until it is renewed."""
    slot = (campaign.key, school_id, link.role, link.number, link.edition)
    return tokens.derived_token(_secret(), "link", *slot, length=tokens.LINK_LENGTH)


def poster_token(campaign: Campaign, assignment: Assignment) -> str:
    door = (campaign.key, assignment.school_id, assignment.poster_edition)
    return tokens.derived_token(_secret(), "poster", *door, length=tokens.POSTER_LENGTH)


def poster_pin(campaign: Campaign, assignment: Assignment, role: str) -> str:
    edition = assignment.poster_edition
    return tokens.derived_pin(
        _secret(), campaign.key, assignment.school_id, role, edition
    )


def class_pin(campaign: Campaign, assignment: Assignment, room: SchoolClass) -> str:
    """The PIN of the pupils of one class."""
    return tokens.derived_pin(
        _secret(),
        *(campaign.key, assignment.school_id, assignment.poster_edition),
        *("class", room.number, room.edition),
    )


def slip_codes(assignment: Assignment, room: SchoolClass) -> tuple[str, ...]:
    """The codes of the families of a class, in an order that says nothing."""
    which = (assignment.campaign.key, assignment.school_id, room.number, room.edition)
    return _slip_codes(_secret(), which, room.families)


def slip_mark(campaign: Campaign, assignment: Assignment, code: str) -> str:
    """What is kept of a used slip; without the server's secret it leads nowhere."""
    return tokens.keyed_digest(
        _secret(), "slip", campaign.key, assignment.school_id, code
    )


def poster_pass(
    campaign: Campaign, assignment: Assignment, role: str, pin: str = ""
) -> str:
    """What a device keeps once the PIN was right: the same for everybody who had it.

    ``pin`` is that of the role at this poster, unless a class has its own.
    """
    poster = poster_token(campaign, assignment)
    pin = pin or poster_pin(campaign, assignment, role)
    mark = tokens.derived_token(_secret(), "pass", poster, pin, length=24)
    return f"{poster}.{role}.{mark}"


def door_digest(assignment_id: int, address: str) -> str:
    """Recognise a knock from the same place without keeping the address."""
    return tokens.keyed_digest(_secret(), "door", assignment_id, address)


def device_secret(token: str, code: str) -> str:
    """What the device of a respondent holds beside the link, made from its code.

    Slow on purpose (some 50 ms): whoever had the database and the server's secret
    would still have to try 2**40 codes for each draft.
    """
    salt = tokens.keyed_digest(_secret(), "device", token).encode()
    mark = hashlib.scrypt(code.encode(), salt=salt, n=2**14, r=8, p=1, dklen=20)
    return base64.b32encode(mark).decode().lower()


def withdrawal_code(key: str, submission: str) -> str:
    """The secret of a set that a page of ours sends, for its sender to keep.

    ``key`` opens the draft and is stored nowhere: nobody can make the code again.
    """
    return tokens.derived_withdrawal(_secret(), key, submission)


def id_behind(code: str) -> UUID:
    """The id of the set that goes by a code: by the code alone it is found again."""
    mark = tokens.keyed_digest(_secret(), "withdrawal id", code)
    return UUID(hex=mark[:32], version=4)


def sealed(key: str, content: dict[str, Any]) -> bytes:
    """Encrypt a draft so that only the holder of its key can read it."""
    nonce = os.urandom(NONCE_BYTES)
    plain = json.dumps(content, separators=(",", ":")).encode()
    return nonce + AESGCM(_draft_key(key)).encrypt(nonce, plain, DRAFT_PURPOSE)


def unsealed(key: str, secret_box: bytes) -> dict[str, Any]:
    """Read a draft with the key of its door.

    Raises:
        DraftUnreadable: another key sealed it, or it was altered.
    """
    nonce, box = secret_box[:NONCE_BYTES], secret_box[NONCE_BYTES:]
    try:
        plain = AESGCM(_draft_key(key)).decrypt(nonce, box, DRAFT_PURPOSE)
    except InvalidTag as error:
        raise DraftUnreadable from error
    content: dict[str, Any] = json.loads(plain)
    return content


def signed(content: dict[str, Any]) -> str:
    """The same content gives the same text, so a receipt can be given again."""
    return Signer(salt=RECEIPT_SALT).sign_object(content)


def read_signed(text: str) -> dict[str, Any] | None:
    """The content of a receipt that this server signed, else None."""
    try:
        content: dict[str, Any] = Signer(salt=RECEIPT_SALT).unsign_object(text)
    except (BadSignature, ValueError):
        return None
    return content


@lru_cache(maxsize=512)
def _slip_codes(
    secret: bytes, which: tuple[object, ...], families: int
) -> tuple[str, ...]:
    numbers = range(1, families + 1)
    return tuple(sorted(tokens.derived_slip(secret, *which, n) for n in numbers))


def _draft_key(key: str) -> bytes:
    derive = HKDF(SHA256(), length=32, salt=None, info=DRAFT_PURPOSE)
    return derive.derive(key.encode())


def _secret() -> bytes:
    return str(settings.SECRET_KEY).encode()
