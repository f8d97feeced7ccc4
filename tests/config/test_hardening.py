"""What an installation shows to strangers, and where it may be led."""

from __future__ import annotations

import configparser
import json
import logging
import re

import pytest
from django.core.signing import BadSignature, Signer
from django.test import Client
from django.urls import reverse
from sources import ROOT

from sakaguru.accounts.models import User
from sakaguru.config.logs import json_formatter
from sakaguru.survey.adapters import vault

PASSWORD = "melati-putih-27"
ELSEWHERE = [
    *("https://jahat.example/", "//jahat.example/", "///jahat.example"),
    *("https:jahat.example", "javascript:alert(1)", "http:///jahat.example"),
    *("/\\jahat.example", "data:text/html,x", "https://testserver@jahat.example/"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT"])
def test_no_answer_gives_back_what_was_asked(method, client):
    for address in ("/", "/akun/login/", "/sehat", "/api/v1/submissions"):
        shown = client.generic(method, address, headers={"x-own": "tertanam-77"})
        assert shown.status_code in {400, 403, 404, 405, 501}, address
        assert "tertanam-77" not in shown.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        *("/static/", "/static/ui/", "/.git/config", "/.git/HEAD", "/.env"),
        *("/pyproject.toml", "/requirements.lock", "/static/../.env", "/media/"),
        *("/static/%2e%2e/%2e%2e/pyproject.toml", "/files/", "/var/", "/docs/"),
    ],
)
def test_no_folder_is_listed_and_no_file_of_ours_is_served(address, client):
    assert client.get(address).status_code in {400, 404}


@pytest.mark.django_db
@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_led_elsewhere(target):
    User.objects.create_user("warga@contoh.invalid", PASSWORD, name="Warga")
    client = Client()
    asked = {"login": "warga@contoh.invalid", "password": PASSWORD, "next": target}

    answers = [
        client.post(reverse("account_login"), asked),
        client.post("/i18n/setlang/", {"language": "en", "next": target}),
        client.post(reverse("account_logout"), {"next": target}),
    ]

    for answer in answers:
        assert answer.status_code == 302
        assert re.match(r"/(?![/\\])", answer.headers["Location"]), answer.headers


@pytest.mark.django_db
def test_a_fault_tells_nothing_of_our_inside(monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("SELECT rahasia_tertanam FROM dapur")

    monkeypatch.setattr("sakaguru.config.trust.AuditHead.objects.order_by", broken)
    answer = Client(raise_request_exception=False).get("/jejak/")

    assert answer.status_code == 500
    for inside in ("rahasia_tertanam", "Traceback", "RuntimeError", "site-packages"):
        assert inside not in answer.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        *("/", "/akun/login/", "/sehat", "/jejak/", "/jejak/ujung.jsonl"),
        *("/.well-known/security.txt", "/api/v1/openapi.json", "/tidak/ada/"),
    ],
)
def test_every_text_says_in_which_signs_it_is_written(address, client):
    kind = client.get(address).headers["Content-Type"]

    assert "charset=utf-8" in kind or kind == "application/json"


@pytest.mark.django_db
def test_no_answer_tells_with_which_versions_it_was_made(client):
    headers = client.get("/akun/login/").headers

    assert not {"Server", "X-Powered-By", "Via"} & set(headers)


@pytest.mark.django_db
def test_a_session_is_named_by_chance_alone():
    keys = set()
    for number in range(5):
        user = User.objects.create_user(f"{number}@contoh.invalid", "x", name="W")
        client = Client()
        client.force_login(user)
        keys.add(client.session.session_key)

    assert len(keys) == 5
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)  # 165 bits


@pytest.mark.parametrize(
    "lure", ["baris\nlevel=palsu", "a\r\nb", "x\u2028y", "\x1b[2J"]
)
def test_what_is_logged_stays_in_its_line(lure):
    record = logging.LogRecord("x", logging.INFO, "", 0, lure, (), None)

    line = json_formatter().format(record)

    assert not set("\n\r\x1b") & set(line)
    assert json.loads(line)["timestamp"].endswith("Z")


def test_the_proxy_to_start_from_speaks_new_tls_only_and_logs_no_address():
    said = (ROOT / "deploy" / "nginx.conf").read_text()

    assert "ssl_protocols TLSv1.2 TLSv1.3;" in said
    assert "ECDHE" in re.search(r"ssl_ciphers\s+(\S+);", said)[1]
    assert "server_tokens off;" in said
    assert "access_log off;" in said
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in said
    plain = said.split("listen 80;")[1]
    assert re.search(r"location /api/ \{\s*return 403;", plain)


@pytest.mark.parametrize("name", ["sakaguru-web", "sakaguru-worker"])
def test_the_units_keep_what_runs_from_what_it_does_not_need(name):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(ROOT / "deploy" / f"{name}.service")
    service = unit["Service"]

    assert service["User"] == "sakaguru"
    assert service["NoNewPrivileges"] == service["PrivateTmp"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert ".git" in service["InaccessiblePaths"]
    assert "backup.key" in service["InaccessiblePaths"]
    assert service["CapabilityBoundingSet"] == ""
    assert service["UMask"] == "0077"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/", "/akun/login/", "/api/v1/openapi.json"])
def test_no_other_origin_may_read(address, client):
    for method in ("get", "options"):
        shown = {"origin": "https://jahat.example"}
        headers = getattr(client, method)(address, headers=shown).headers
        assert not [name for name in headers if name.startswith("Access-Control")]


def test_a_signed_text_is_good_for_its_purpose_only():
    mark = vault.signed({"number": "AAAA"})

    assert vault.read_signed(mark) == {"number": "AAAA"}
    assert (
        vault.read_signed(Signer(salt="another").sign_object({"number": "A"})) is None
    )
    assert vault.read_signed(mark[:-1] + ("A" if mark[-1] != "A" else "B")) is None
    with pytest.raises(BadSignature):
        Signer(salt="another").unsign_object(mark)
