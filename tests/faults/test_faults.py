"""Hurt the service while devices send: what was acknowledged is there, once."""

from __future__ import annotations

import json
import threading
import time
from uuid import UUID, uuid4

import pytest
from faults.hurting import FAULTS, Load, send, with_a_clock
from lines import Line
from serving import Service, a_set

pytestmark = pytest.mark.xdist_group("faults")
"""In one process, so that one service is made ready for them all."""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    made = with_a_clock(Service(tmp_path_factory.mktemp("service")))
    try:
        made.prepare()
        made.start()
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_what_was_acknowledged_is_stored_once(fault, service):
    for _ in range(2):
        with Load(service) as load:
            fault(service)
            service.wait()
        load.check()


def test_a_line_cut_between_commit_and_receipt_costs_nothing(service):
    line = Line(service.port)
    with Load(service, line.port) as load:
        for _ in range(10):
            time.sleep(0.05)
            line.cut()
            line.mend()
    line.close()
    load.check()


def test_fifty_copies_at_once_are_one_set_with_one_receipt(service):
    number = str(uuid4())
    body = a_set(service.doors[0], number, 1)
    found: list[str | None] = []
    gate = threading.Barrier(50)

    def copy():
        gate.wait()
        answer = None
        while answer is None:
            answer = send(service.port, body)
        found.append(answer)

    threads = [threading.Thread(target=copy) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert len(found) == 50
    assert len(set(found)) == 1
    assert json.loads(found[0])["receipt"]["submission"] == str(UUID(number))
