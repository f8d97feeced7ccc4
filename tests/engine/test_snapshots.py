from __future__ import annotations

import hashlib
from dataclasses import replace

from sakaguru.engine.snapshots import Snapshot, ordered_digest, settings_digest

A, B = (hashlib.sha256(text).hexdigest() for text in (b"a", b"b"))


def test_the_order_of_arrival_does_not_matter_but_every_submission_does():
    assert ordered_digest([A, B]) == ordered_digest([B, A])
    assert len({ordered_digest(ds) for ds in ([], [A], [A, B], [A, A, B])}) == 4


def test_a_snapshots_name_tells_every_part_apart():
    one = Snapshot(("I@1",), "F@1", 2, ordered_digest([A, B]))
    others = [
        replace(one, instruments=("I@2",)),
        replace(one, framework="F@2"),
        replace(one, submissions=3),
        replace(one, digest=A),
        replace(one, settings=B),
        replace(one, method_version="x"),
        replace(one, engine_version="x"),
    ]

    assert replace(one).name == one.name
    assert len({one.name, *(other.name for other in others)}) == 8


def test_settings_are_the_same_whatever_the_order_of_their_keys():
    assert settings_digest({"a": 1, "b": 2}) == settings_digest({"b": 2, "a": 1})
    assert settings_digest({"a": 1}) != settings_digest({"a": 2})
