"""Whatever is posted, the door says yes or no, soon, and never breaks.

The long form (`make prove`) posts 100,000 bodies more.
"""

import json
import os
import random
import time
import tracemalloc
from uuid import uuid4

import pytest
from django.test import Client
from factories.parcels import content, parcel, sealed_parcel
from factories.survey import token_for
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sakaguru.survey.api.openapi import document
from sakaguru.survey.models import Submission

pytestmark = pytest.mark.django_db

IS_LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
FLIPPED = 100_000 if IS_LONG else 400
SINGLE, BATCH = "/api/v1/submissions", "/api/v1/submissions/batch"
SECONDS, BYTES = 1.0, 64 << 20
ODD = (
    b"\x00",
    b"\xff",
    b"\\u0000",
    b"\\ud800",
    "\u202e\u2066".encode(),
    b"1e999",
    b"NaN",
    b"-Infinity",
    b"[" * 50,
    b'{"id":1,"id":2}',
    b"9" * 400,
    b"null",
    b'"',
)


@pytest.fixture
def post():
    client = Client(raise_request_exception=False)
    known = {
        place: {int(code) for code in operation["post"]["responses"]}
        for place, operation in document()["paths"].items()
    }

    def send(body, address=SINGLE):
        began = time.thread_time()  # our work alone: neighbours make no body costly
        answer = client.post(address, body, "application/json")
        assert time.thread_time() - began < SECONDS
        assert answer.status_code < 500, body
        assert answer.status_code in known[address.removeprefix("/api/v1")]
        told = answer.json()
        assert told.keys() & {"receipt", "results", "message"}
        return answer

    return send


def flipped(body, chance):
    """The body with one to four small harms."""
    found = bytearray(body)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(found) + 1)
        harm = chance.randrange(5)
        if harm == 0 and place < len(found):
            found[place] ^= 1 << chance.randrange(8)
        elif harm == 1:
            del found[place : place + chance.randrange(1, 9)]
        elif harm == 2:
            found[place:place] = chance.choice(ODD)
        elif harm == 3:
            found[place:place] = found[: chance.randrange(40)]
        elif harm == 4 and place:
            del found[place:]
    return bytes(found)


def test_harmed_bodies_are_refused_or_right(school, post):
    chance = random.Random(20261121)
    given = parcel(token_for(school, "KS"), content("KS", (3, 2, 1, 0), seconds=400))
    whole = json.dumps(given).encode()
    sealed = json.dumps(
        sealed_parcel(school.campaign, token_for(school, "KS", 1), content("KS"))
    ).encode()
    several = json.dumps({"submissions": [given, given]}).encode()
    for number in range(FLIPPED):
        kind = number % 8
        if kind == 0:
            post(flipped(several, chance), BATCH)
        else:
            post(flipped(sealed if kind == 1 else whole, chance))

    for kept in Submission.objects.all():
        assert set(kept.body) <= {0, 1, 2, 3, 255}


def leaves():
    return (
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats()
        | st.text(max_size=20)
        | st.sampled_from(["TT", "TB", "KS001", "\ud800", "\u202e"])
    )


def values():
    return st.recursive(
        leaves(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.text(max_size=12), inner, max_size=4)
        ),
        max_leaves=12,
    )


ENVELOPES = st.fixed_dictionaries(
    {},
    optional={
        "id": values() | st.uuids().map(str),
        "sequence": values() | st.integers(1, 9),
        "door": values(),
        "content": values()
        | st.fixed_dictionaries(
            {},
            optional={
                "key": values() | st.just("k" * 24),
                "answers": values()
                | st.dictionaries(st.sampled_from(["KS001", "KS002"]), values()),
                "consent": values() | st.just("2026-1"),
                "seconds": values(),
                "filled_for": values(),
            },
        ),
        "sealed": values(),
    },
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(envelope=ENVELOPES | values(), many=st.booleans())
def test_every_shape_of_json_is_answered(school, post, envelope, many):
    if isinstance(envelope, dict) and "door" in envelope:
        envelope["door"] = envelope["door"] or token_for(school, "KS")
    body = {"submissions": [envelope, envelope]} if many else envelope
    post(json.dumps(body).encode(), BATCH if many else SINGLE)


@pytest.mark.parametrize(
    ("body", "address", "status"),
    [
        (b"{" + b",".join(b'"%d":0' % n for n in range(1_000_000)) + b"}", BATCH, 413),
        (b"{" + b",".join(b'"%d":0' % n for n in range(90_000)) + b"}", BATCH, 422),
        (b"[" * 100_000, BATCH, 422),
        (b'{"a":' * 100_000, BATCH, 422),
        (b'{"submissions":' + b"[" * 100_000 + b"]" * 100_000 + b"}", BATCH, 422),
        (b'{"submissions":[' + b",".join([b"{}"] * 50) + b"]}", BATCH, 200),
        (b'{"submissions":[' + b",".join([b"{}"] * 51) + b"]}", BATCH, 422),
        (b'"' + b"\\u202e" * 10_000 + b'"', SINGLE, 422),
        (b'{"seconds":' + b"9" * 60_000 + b"}", SINGLE, 422),
        (b'{"seconds":1e999}', SINGLE, 422),
    ],
    ids=range(10),
)
def test_huge_and_deep_bodies_cost_little(body, address, status, db, post):
    tracemalloc.start()
    try:
        answer = post(body, address)
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert answer.status_code == status
    assert most < BYTES


@pytest.mark.parametrize("seconds", ["9" * 400, "1e999", "-1", "1e308", "true"])
def test_seconds_beyond_all_numbers_are_refused(seconds, school, post):
    given = parcel(token_for(school, "KS"), content("KS", seconds=77))
    body = json.dumps(given).replace("77", seconds).encode()

    assert post(body).status_code == 422


def test_no_beginning_of_a_body_is_taken(school, post):
    given = parcel(token_for(school, "KS"), content("KS"))
    whole = json.dumps(given | {"id": str(uuid4())}).encode()
    for end in range(1, len(whole)):
        assert post(whole[:end]).status_code == 422

    assert Submission.objects.count() == 0
    assert post(whole).status_code == 201
