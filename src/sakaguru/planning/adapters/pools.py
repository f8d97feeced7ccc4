"""Arrays of a pool as bytes for the database, and back."""

from __future__ import annotations

import io
from dataclasses import fields
from functools import lru_cache

import numpy as np

from sakaguru.planning.logic.matching import Pool

KEPT = 4
"""Pools held per process; one of a whole nation takes some 13 MB."""


def packed(pool: Pool) -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, **vars(pool))
    return buffer.getvalue()


def unpacked(body: bytes | memoryview) -> Pool:
    with np.load(io.BytesIO(bytes(body)), allow_pickle=False) as held:
        return Pool(**{field.name: held[field.name] for field in fields(Pool)})


@lru_cache(maxsize=KEPT)
def held_pool(pk: int, made_at: float) -> Pool:  # noqa: ARG001 -- names the version
    """The arrays of a stored pool, read once per process and version."""
    from sakaguru.planning.models import PeerPool  # noqa: PLC0415 -- apps first

    rows = PeerPool.objects.filter(pk=pk)
    return unpacked(rows.values_list("body", flat=True).get())
