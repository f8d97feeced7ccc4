"""The cells of the matrix: who, which operation, which relation, which state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import NoReverseMatch, reverse
from matrix.addresses import addresses
from matrix.keeping import undone
from matrix.policy import Audience, Outcome, Row, expected
from matrix.world import Thing, World, relation, samples

from sakaguru.accounts.models import User
from sakaguru.ui.http import OpenTo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matrix.addresses import Address
    from matrix.world import Person

SIGN_IN = "/akun/login/"
SHOWN = 200
DEVICES = "api/v1/submissions"
"""The short way of devices looks at no key: the door in the content is the key."""


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked of an address: a method, or a verb in it."""

    address: Address
    method: str
    row: Row
    verb: str = ""

    @property
    def name(self) -> str:
        return f"{self.method} {self.address.name} {self.verb}".strip()


@dataclass(frozen=True)
class Cell:
    person: Person
    operation: Operation
    relation: str
    thing: Thing | None

    def __str__(self) -> str:
        state = f" [{self.thing.state}]" if self.thing and self.thing.state else ""
        unit = f" {self.thing.unit}" if self.thing else ""
        return (
            f"{self.person.name} @{self.person.unit}: {self.operation.name}, "
            f"{self.relation}{unit}{state}"
        )


def rows() -> dict[str, Row]:
    """The policy table: one row per address."""
    found: dict[str, Row] = {}
    for module in samples():
        found |= module.ROWS
    return found


def operations() -> list[Operation]:
    table = rows()
    found = []
    for address in addresses():
        row = table.get(address.name)
        if row is None:
            continue
        for method in address.methods:
            verbs = row.verbs or {"": row}
            found += [Operation(address, method, r, v) for v, r in verbs.items()]
    return found


def cells(world: World) -> list[Cell]:
    return [
        Cell(person, operation, how, thing)
        for operation in operations()
        for person in world.people.values()
        for how, thing in things_for(world, person, operation.row)
    ]


def things_for(
    world: World, person: Person, row: Row
) -> Iterator[tuple[str, Thing | None]]:
    """One object per relation and state, and one that does not exist."""
    if not row.kind:
        yield "no object", None
        return
    for state in world.states(row.kind):
        found: dict[str, Thing] = {}
        for thing in world.things[row.kind]:
            if thing.state == state:
                found.setdefault(relation(person.unit, thing.unit), thing)
                for unit, _roles in person.grants:
                    if thing.unit == unit:
                        found.setdefault("granted", thing)
        yield from found.items()
    yield "none", None


def wanted(cell: Cell) -> Outcome:
    row, person = cell.operation.row, cell.person
    if person.kind == "token" and (barred := barred_to_programs(cell)) is not None:
        return barred
    if not row.kind:
        return expected(row, person, Thing("", person.unit, "", {}))
    if cell.thing is not None:
        return expected(row, person, cell.thing)
    if row.audience is not Audience.EVERYONE and not person.is_signed_in:
        return Outcome.SIGN_IN
    return Outcome.UNKNOWN


def barred_to_programs(cell: Cell) -> Outcome | None:
    """A key reads what rules open, writes nothing, and sees nobody's own account."""
    address = cell.operation.address
    if address.route.startswith(DEVICES):
        return Outcome.THROUGH
    if cell.operation.method != "GET":
        return Outcome.SIGN_IN
    by_person = OpenTo.SIGNED_IN in (address.access or [OpenTo.SIGNED_IN])
    return Outcome.FORBIDDEN if by_person else None


class Knocker:
    """Signed-in clients of the people, kept; each request is taken back."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.clients: dict[str, Client] = {}

    def client(self, person: Person) -> Client:
        if person.name not in self.clients:
            client = Client(raise_request_exception=False)
            if person.kind == "token":
                client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {person.session}"
            elif person.user_id is not None:
                client.force_login(User.objects.get(pk=person.user_id))
            if person.session and person.kind == "outsider":
                answering(client, self.world, person.session)
            self.clients[person.name] = client
        return self.clients[person.name]

    def ask(self, cell: Cell, **more: Any) -> Any:
        client = self.client(cell.person)
        kept = client.cookies.copy()
        row, thing = cell.operation.row, cell.thing
        data = row.data(self.world, thing) if row.data else {}
        if cell.operation.method == "GET":
            data = {}
        send = getattr(client, cell.operation.method.lower())
        with undone():
            response = send(address_of(self.world, cell), data, **more)
            response.read_body = body_of(response)
        client.cookies = kept
        return response


def address_of(world: World, cell: Cell) -> str:
    operation = cell.operation
    row = operation.row
    kwargs: dict[str, Any] = {}
    if row.kind:
        kwargs = cell.thing.kwargs if cell.thing else world.missing[row.kind]
    if row.query:
        return reverse(operation.address.name, query=row.query(world, cell.thing))
    if operation.verb:
        kwargs = kwargs | {"verb": operation.verb}
    return found_address(operation.address, kwargs)


FILL = {"provider_id": "tidak-ada", "key": "x-y", "uidb36": "1", "pk": 0}


def found_address(address: Address, kwargs: dict[str, Any]) -> str:
    try:
        return reverse(address.name, kwargs=kwargs)
    except NoReverseMatch:
        if kwargs:
            raise
        names = [name for name in FILL if f"<{name}>" in _plain(address.route)]
        if address.name == "None":
            return "/" + address.route
        return reverse(address.name, kwargs={name: FILL[name] for name in names})


def _plain(route: str) -> str:
    return route.replace("int:", "").replace("str:", "").replace("?P", "")


def body_of(response: Any) -> bytes:
    return (
        b"".join(response.streaming_content)
        if response.streaming
        else (response.content)
    )


def outcome(cell: Cell, response: Any) -> Outcome | str:
    """Read an answer as one of the four; anything else as its own words."""
    status = response.status_code
    if status in {301, 302} and response.headers["Location"].startswith(SIGN_IN):
        return Outcome.SIGN_IN
    if status >= 500 and not is_busy(response):
        return f"{status} {response.exc_info[1]!r}" if exc(response) else str(status)
    named = {401: Outcome.SIGN_IN, 403: Outcome.FORBIDDEN, 404: Outcome.UNKNOWN}
    return named.get(status, Outcome.THROUGH)


def exc(response: Any) -> Any:
    return getattr(response, "exc_info", None)


def is_busy(response: Any) -> bool:
    return response.status_code == 503


def agrees(cell: Cell, response: Any) -> bool:
    """At open doors every answer that is no fault will do: the address is the key."""
    found, must = outcome(cell, response), wanted(cell)
    if isinstance(found, str):
        return False
    if cell.operation.row.audience in {Audience.EVERYONE, Audience.SIGNED_IN}:
        if must is Outcome.UNKNOWN:
            return response.status_code != SHOWN
        if must is not Outcome.THROUGH:
            return found is must
        return found is not Outcome.SIGN_IN or not cell.operation.address.is_ours
    if cell.thing is None and cell.operation.row.kind:
        return found is must
    return found is must


def answering(client: Client, world: World, role: str) -> None:
    """Open the poster as a pupil does, or a personal link as a parent does."""
    if role == "SS":
        token = world.find("poster", "S1").kwargs["token"]  # type: ignore[union-attr]
        client.get(reverse("survey:poster-detail", args=[token]))
        given = {"peran": role, "pin": world.kept["class pin", "S1"]}
        client.post(reverse("survey:poster-enter", args=[token]), given)
    else:
        token = world.find("door", "S1", role).kwargs["token"]  # type: ignore[union-attr]
        client.post(reverse("survey:filling-begin", args=[token]))
