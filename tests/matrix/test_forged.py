"""No other site can make a person's browser do anything here."""

from __future__ import annotations

import pytest
from django.test import Client
from matrix.addresses import addresses
from matrix.cells import Cell, address_of, operations, things_for, wanted
from matrix.keeping import say, undone
from matrix.ledger import changed, ledger
from matrix.policy import Outcome

from sakaguru.accounts.models import User

FOREIGN = {"HTTP_ORIGIN": "https://jahat.invalid"}
WITHOUT_COOKIE = {
    "api-submissions": "no cookie counts: the door in the content is the key",
    "api-submission-batch": "the same",
    "api-submission-withdrawal": "no cookie counts: the secret of the set is the key",
    "api-openapi": "reads only",
    "survey:capture-deposit": "no cookie counts; JSON only, of the device itself",
    "survey:capture-class": "the PIN in the content is the key",
    "health": "reads only",
}
"""Doors that take no token, each with its reason; a form of another site fails."""
TRICKS = {
    "no token": {},
    "token, but another origin": FOREIGN,
    "no origin at all": {"HTTP_ORIGIN": "null"},
}

pytestmark = pytest.mark.xdist_group("world")


def writers():
    """Everything that can be posted to; allauth's and ours."""
    return [op for op in operations() if op.method == "POST"]


def able(world, operation):
    """Somebody who may do it, so that only the forgery stands in the way."""
    for person in world.people.values():
        for how, thing in things_for(world, person, operation.row):
            cell = Cell(person, operation, how, thing)
            signs_in = person.user_id and person.kind != "token"
            if signs_in and wanted(cell) is Outcome.THROUGH:
                return cell
    return None


@pytest.fixture
def clients(world):
    """Everybody signed in, before the books are opened."""
    people = [p for p in world.people.values() if p.user_id and p.kind != "token"]
    return {person.name: signed_in(person) for person in people}


def signed_in(person):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    client.force_login(User.objects.get(pk=person.user_id))
    return client


@pytest.mark.parametrize("trick", TRICKS)
def test_nothing_is_done_for_another_site(world, clients, trick):
    through, count = [], 0
    with undone():
        before = ledger()
        for operation in writers():
            cell = able(world, operation)
            if cell is None or operation.address.name in WITHOUT_COOKIE:
                continue
            response = forged(world, clients[cell.person.name], cell, trick)
            count += 1
            if response.status_code != 403:
                through.append(f"{cell}: {response.status_code}")
        rows = changed(before, ledger())
    say(f"{trick}: {count} forged posts, {len(through)} through")

    assert count > 80
    assert not through, "\n".join(through)
    assert rows == []


def forged(world, client, cell, trick):
    row = cell.operation.row
    data = dict(row.data(world, cell.thing)) if row.data else {}
    if trick.startswith("token"):
        client.cookies["csrftoken"] = "x" * 32
        data["csrfmiddlewaretoken"] = "x" * 32
    return client.post(address_of(world, cell), data, **TRICKS[trick])


def test_no_action_can_be_fetched(world, clients):
    through = []
    with undone():
        before = ledger()
        for operation in writers():
            cell = able(world, operation)
            if cell is None or operation.address.kind != "action":
                continue
            address = address_of(world, cell)
            for method in ("get", "head"):
                send = getattr(clients[cell.person.name], method)
                status = send(address).status_code
                if status != 405:
                    through.append(f"{method} {operation.name}: {status}")
        rows = changed(before, ledger())

    assert not through, "\n".join(through)
    assert rows == []


def test_no_page_becomes_an_action_by_a_header_or_a_field(world, clients):
    pages = [op for op in operations() if op.address.kind == "page"]
    header = {"HTTP_X_HTTP_METHOD_OVERRIDE": "POST"}
    with undone():
        before = ledger()
        for operation in pages:
            cell = able(world, operation)
            if cell is None:
                continue
            client = clients[cell.person.name]
            client.handler.enforce_csrf_checks = False
            address = address_of(world, cell)
            assert client.post(address, {"_method": "GET"}).status_code == 405
            joint = "&" if "?" in address else "?"
            status = client.get(f"{address}{joint}_method=POST", **header).status_code
            assert status < 500, str(cell)
        assert set(changed(before, ledger())) <= {"core_auditevent"}, "but readings"


def test_doors_without_a_token_are_known_and_take_no_form_of_another_site(world):
    exempt = {
        each.name for each in addresses() if getattr(each.view, "csrf_exempt", False)
    }
    posted = {op.address.name for op in writers()}

    assert exempt & posted <= set(WITHOUT_COOKIE)
    for operation in writers():
        if operation.address.name not in exempt:
            continue
        cell = Cell(world.people["anonymous"], operation, "none", None)
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        response = client.post(address_of(world, cell), {"a": "b"}, **FOREIGN)
        assert 400 <= response.status_code < 500, operation.name
