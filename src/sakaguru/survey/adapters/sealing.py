"""Sets that a device sealed for a campaign: readable only where the secret is.

The private key of a campaign is derived from the server's secret, as its links are; the
device gets the public half beforehand and can seal without a connection.
"""

from __future__ import annotations

import base64
import binascii
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings

if TYPE_CHECKING:
    from uuid import UUID

CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT_BYTES = 65
NONCE_BYTES = 12
KEY_PURPOSE = b"sakaguru campaign key 1"
SET_PURPOSE = b"sakaguru set 1"


class SetUnreadable(Exception):
    """Not sealed for this campaign, or altered, or cut off."""


def public_key(campaign_key: UUID) -> str:
    """The campaign's public key, base64 of the uncompressed point."""
    point = _private_key(campaign_key).public_key()
    raw = point.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.b64encode(raw).decode()


def opened(campaign_key: UUID, sealed: str, *, bound_to: str) -> bytes:
    """Read what a device sealed; ``bound_to`` is the envelope it belongs to.

    The box is base64 of: the device's one-time point, the nonce, the cipher text.

    Raises:
        SetUnreadable
    """
    try:
        box = base64.b64decode(sealed, validate=True)
        point, nonce = box[:POINT_BYTES], box[POINT_BYTES : POINT_BYTES + NONCE_BYTES]
        theirs = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
        shared = _private_key(campaign_key).exchange(ec.ECDH(), theirs)
        key = _set_key(shared, point)
        rest = box[POINT_BYTES + NONCE_BYTES :]
        return AESGCM(key).decrypt(nonce, rest, bound_to.encode())
    except (binascii.Error, ValueError, InvalidTag) as error:
        raise SetUnreadable from error


def _set_key(shared: bytes, point: bytes) -> bytes:
    return HKDF(SHA256(), length=32, salt=point, info=SET_PURPOSE).derive(shared)


@lru_cache(maxsize=64)
def _private_key(campaign_key: UUID) -> ec.EllipticCurvePrivateKey:
    secret = str(settings.SECRET_KEY).encode()
    derive = HKDF(SHA256(), length=48, salt=campaign_key.bytes, info=KEY_PURPOSE)
    number = int.from_bytes(derive.derive(secret)) % (ORDER - 1) + 1
    return ec.derive_private_key(number, CURVE)
