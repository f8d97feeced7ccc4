"""Several at the same moment: threads with connections of their own."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from sakaguru.core.errors import DomainError, NotAllowed

AT_ONCE = 4


@pytest.fixture(scope="module")
def crowd():
    """Threads that keep their connections over all tries."""
    gate = threading.Barrier(AT_ONCE)

    def one(act, number):
        gate.wait()
        try:
            return act(number)
        except (DomainError, NotAllowed) as refusal:
            return refusal

    def end(_):
        gate.wait()
        connection.close()

    pool = ThreadPoolExecutor(AT_ONCE)

    def together(act):
        """What came of it for each: a result or the refusal."""
        return list(pool.map(one, [act] * AT_ONCE, range(AT_ONCE)))

    def over():
        list(pool.map(end, range(AT_ONCE)))

    together.over = over
    yield together
    pool.shutdown()


@pytest.fixture(autouse=True)
def closed_connections(crowd):
    yield
    crowd.over()
