"""Sets as devices send them."""

import base64
import json
import os
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from factories.survey import DAY
from sakaguru.survey.adapters.sealing import CURVE, SET_PURPOSE, public_key
from sakaguru.survey.enums import Flag
from sakaguru.survey.logic.edits import UNSAID
from sakaguru.survey.logic.wire import Content, Envelope, Parcel
from sakaguru.survey.models import Edit, Submission
from sakaguru.survey.services.drafts import CONSENT_VERSION

SECRET = "a-secret-that-the-device-made-1"


def content(role="KS", points=(3, 2), **fields):
    """The first items of a role with these points, "TT", "TB" or None."""
    answers = {f"{role}{n:03}": value for n, value in enumerate(points, 1)}
    given = {"key": SECRET, "answers": answers, "consent": CONSENT_VERSION}
    return given | fields


def parcel(door, inside=None, *, sequence=1, number=None):
    """What is posted, in clear."""
    return {
        "id": str(number or uuid4()),
        "sequence": sequence,
        "door": door,
        "content": inside or content(),
    }


def differing(assignment, role="KS", points=((3, 2), (1, 2))):
    """A stored set of which two contents came under one number."""
    number = uuid4()
    rows = [bytes([*each, UNSAID, UNSAID]) for each in points]
    made = Submission.objects.create(
        id=number,
        campaign=assignment.campaign,
        assignment=assignment,
        role=role,
        body=rows[0],
        digest="0" * 64,
        consent=CONSENT_VERSION,
        flags=Flag.EDITS_DIFFER,
        received_on=DAY,
    )
    for place, said in enumerate(rows):
        Edit.objects.create(
            submission=made,
            role=role,
            sequence=1,
            said=said,
            digest=f"{place}" * 64,
            received_on=DAY,
        )
    return made


def read_set(token, answers, *, number=None, **fields):
    """A set as the door has read it; ``fields`` are those of `Content`."""
    given = {"key": "", "consent": CONSENT_VERSION, **fields}
    return Parcel(
        Envelope(number or uuid4(), 1, token), Content(answers=answers, **given), ""
    )


def sealed_parcel(campaign, door, inside=None, *, sequence=1, number=None):
    """What is posted by a device that held the answers without a connection."""
    number = str(number or uuid4())
    one_time = ec.generate_private_key(CURVE)
    point = one_time.public_key().public_bytes(
        Encoding.X962, PublicFormat.UncompressedPoint
    )
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(
        CURVE, base64.b64decode(public_key(campaign.key))
    )
    shared = one_time.exchange(ec.ECDH(), theirs)
    key = HKDF(SHA256(), length=32, salt=point, info=SET_PURPOSE).derive(shared)
    nonce = os.urandom(12)
    plain = json.dumps(inside or content()).encode()
    box = AESGCM(key).encrypt(nonce, plain, f"{number}:{sequence}".encode())
    return {
        "id": number,
        "sequence": sequence,
        "door": door,
        "sealed": base64.b64encode(point + nonce + box).decode(),
    }
