"""Addresses, queries and headers of an attacker, at every door of the URL table.

Nothing breaks, nothing of it becomes a header or a place to be led to, and no file is
read that is not ours.
"""

from __future__ import annotations

import os
import re
from urllib.parse import quote, urlsplit

import pytest
from canary.test_canary import to_read
from django.test import Client
from django.urls import reverse
from injection.test_outside import BROKE, CAME_TRUE, HEADS, PASSWORDS, PATHS
from matrix.addresses import addresses
from matrix.cells import Knocker, address_of
from matrix.keeping import say, undone

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "prove"
PERSON = "officer of a district"
PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")
IN_PATHS = (
    *PATHS,
    *HEADS,
    "{{ 1331|add:6 }}xq8",
    "' OR 1=1 --",
    "1;SELECT pg_sleep(9)",
    "%00",
    "a" * 5_000,
    "\u202e\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "-1",
    "99999999999999999999999",
)
QUERIES = (
    *IN_PATHS,
    "%0d%0aX-Jahat:%201",
    "1e999",
    "NaN",
    "²",
    "٣",
)
WORDS = (
    *("cari", "q", "unit", "keadaan", "urutan", "halaman", "page", "form", "format"),
    *("siklus", "peran", "jenis", "tahun", "dari", "sampai", "next", "kode", "simpul"),
    *("a", "b", "semua", "versi", "tingkat", "bagian", "bahasa", "tampil"),
)
LEADS_AWAY = (
    "https://jahat.invalid/",
    "//jahat.invalid/",
    "///jahat.invalid/",
    "/\\jahat.invalid/",
    "\\\\jahat.invalid/",
    "https:jahat.invalid",
    "http://testserver@jahat.invalid/",
    "http://testserver.jahat.invalid/",
    "javascript:alert(1)",
    "data:text/html,x",
    "\thttps://jahat.invalid",
    " //jahat.invalid",
    "/%2f/jahat.invalid",
    "https://jahat.invalid\r\nX-Jahat: 1",
)
FORGED = {
    "HTTP_X_FORWARDED_HOST": "jahat.invalid",
    "HTTP_X_FORWARDED_PROTO": "https",
    "HTTP_X_ORIGINAL_URL": "/organisasi/token/",
    "HTTP_X_REWRITE_URL": "/organisasi/token/",
    "HTTP_FORWARDED": "host=jahat.invalid;proto=https",
    "HTTP_REFERER": "https://jahat.invalid/",
    "HTTP_HX_REQUEST": "true",
    "HTTP_HX_CURRENT_URL": "https://jahat.invalid/\u00e9",
    "HTTP_HX_TARGET": "<xq7>",
    "HTTP_ACCEPT_LANGUAGE": "../../etc/passwd",
    "HTTP_RANGE": "bytes=0-,0-,0-",
    "HTTP_IF_NONE_MATCH": "x" * 4000,
    "HTTP_USER_AGENT": "{{ 1331|add:6 }}xq8\u2028",
}

pytestmark = pytest.mark.xdist_group("world")


def faults_of(response):
    if response.status_code >= 500 and response.status_code != 503:
        yield f"{response.status_code} {getattr(response, 'exc_info', ['', ''])[1]!r}"
    for name, value in response.headers.items():
        if BROKE.lower() in name.lower() or "\n" in value or "\r" in value:
            yield f"header {name}: {value!r}"
    led = response.headers.get("Location", "") + response.headers.get("HX-Redirect", "")
    if (
        urlsplit(led).netloc not in {"", "testserver"}
        or "jahat" in urlsplit(led).netloc
    ):
        yield f"led to {led!r}"
    if led.startswith(("//", "/\\", "\\", "javascript:", "data:")):
        yield f"led to {led!r}"
    text = b"".join(response).decode("utf-8", "replace")
    yield from (each for each in (CAME_TRUE, PASSWORDS, "<class '") if each in text)


def asked(client, path, **more):
    """What came of it; a path is sent as it stands, as an attacker's program would."""
    with undone():
        return list(faults_of(client.get(path, **more)))


def spoilt_paths():
    """Each part of each address in turn, the others as if they were good."""
    for number, each in enumerate(addresses()):
        parts = list(PART.finditer(each.route))
        for place, match in enumerate(parts):
            for shift in range(len(IN_PATHS) if LONG else 2):
                bad = IN_PATHS[(number + 5 * place + shift) % len(IN_PATHS)]
                route = each.route[: match.start()] + "\0" + each.route[match.end() :]
                plain = PART.sub("1", route).replace("\0", quote(bad, safe="/%"))
                yield "/" + re.sub(r"[\^$]|\\Z", "", plain)


def test_no_part_of_an_address_breaks_a_door(world):
    client = Knocker(world).client(world.people[PERSON])
    wrong, count = {}, 0
    for path in spoilt_paths():
        count += 1
        for what in asked(client, path):
            wrong.setdefault(path[:120], what)
    say(f"{count} spoilt addresses, {len(wrong)} faults")

    assert not wrong, "\n".join(f"{k}: {v}" for k, v in list(wrong.items())[:9])
    assert count > 300


def test_nothing_behind_a_question_mark_breaks_a_door(world):
    """All words that any page here knows, and some that none does, at once."""
    knocker, wrong, count, seen = Knocker(world), {}, 0, set()
    client = knocker.client(world.people[PERSON])
    for cell in to_read(world, world.people[PERSON]):
        name = cell.operation.address.name
        if name in seen or not cell.operation.address.is_ours:
            continue
        seen.add(name)
        path = address_of(world, cell).partition("?")[0]
        for shift in range(len(QUERIES) if LONG else 2):
            bad = QUERIES[(len(seen) + 7 * shift) % len(QUERIES)]
            query = "&".join(f"{word}={quote(bad)}" for word in WORDS)
            count += 1
            for what in asked(client, f"{path}?{query}"):
                wrong.setdefault(f"{name} {bad[:40]!r}", what)
    say(f"{count} spoilt queries at {len(seen)} doors, {len(wrong)} faults")

    assert not wrong, "\n".join(f"{k}: {v}" for k, v in list(wrong.items())[:9])
    assert len(seen) > 60


def test_no_header_breaks_a_door_or_moves_it(world):
    knocker, wrong, seen = Knocker(world), {}, set()
    client = knocker.client(world.people[PERSON])
    for cell in to_read(world, world.people[PERSON]):
        name = cell.operation.address.name
        if name in seen:
            continue
        seen.add(name)
        with undone():
            answer = client.get(address_of(world, cell), **FORGED)
            found = list(faults_of(answer))
            if b"jahat.invalid" in b"".join(answer):
                found.append("the forged host stands in the page")
        for what in found:
            wrong.setdefault(name, what)
    say(f"{len(seen)} doors with {len(FORGED)} forged headers, {len(wrong)} faults")

    assert not wrong, wrong


@pytest.mark.django_db
@pytest.mark.parametrize(
    "host",
    ["jahat.invalid", "testserver:99@jahat.invalid", "testserver.jahat.invalid", ""],
)
def test_a_host_that_is_not_ours_is_refused_at_every_kind_of_door(host, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for path in ("/", "/akun/login/", "/sehat", "/api/v1/submissions", "/static/x.js"):
        answer = Client(raise_request_exception=False).get(path, HTTP_HOST=host)
        assert answer.status_code in {400, 404}, path
        assert b"jahat" not in b"".join(answer)


@pytest.mark.django_db
def test_a_letter_never_carries_a_forged_host(mailoutbox, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    data = {"email": "siapa@contoh.invalid"}
    for more in (FORGED, {"HTTP_HOST": "jahat.invalid"}):
        Client(raise_request_exception=False).post(
            reverse("account_reset_password"), data, **more
        )

    assert len(mailoutbox) == 1
    assert "jahat" not in mailoutbox[0].body + mailoutbox[0].subject


@pytest.mark.parametrize("where", LEADS_AWAY)
def test_nobody_is_led_to_another_site(world, where):
    """By ``next`` wherever forms here come back to, signed in or not."""
    knocker = Knocker(world)
    inside = knocker.client(world.people[PERSON])
    outside = Client(raise_request_exception=False)
    doors = [
        (outside, "account_login", {"login": "a@contoh.invalid", "password": "x"}),
        (inside, "account_login", {}),
        (inside, "account_reauthenticate", {"password": "x"}),
        (inside, "account_logout", {}),
        (inside, "organisations:act-as", {"membership": "0"}),
        (outside, "set_language", {"language": "en"}),
    ]
    for client, name, data in doors:
        with undone():
            given = {**data, "next": where}
            for answer in (
                client.post(reverse(name), given),
                client.get(reverse(name), {"next": where}),
            ):
                assert list(faults_of(answer)) == [], (name, where)
