"""Settings come from the environment; what is wrong stops the start with a sentence.

Every name is one `Variable` here, shown in ``.env.example`` (a test compares the two)
and given to Django by ``settings.py``. All faults are told at once.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import psycopg
import psycopg.conninfo

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PACKAGE = Path(__file__).resolve().parents[1]
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
SECOND_FACTORS = ("above-school", "everyone", "never")
OIDC = ("OIDC_URL", "OIDC_CLIENT_ID", "OIDC_SECRET")
SHORTEST_SECRET = 40
LAST_PORT = 65_535


class SettingsAreWrong(Exception):
    """The start stops; ``faults`` are plain sentences, one for each wrong setting."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Unfit(ValueError):
    """What a value should have been, to stand after the variable's name."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable: its name, what holds when it is unset, its reader."""

    name: str
    default: str
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Environment:
    package: Path
    data: Path
    sealed_answers: str
    secret_key: str = field(repr=False)
    secret_key_is_kept: bool
    former_secret_keys: list[str] = field(repr=False)
    debug: bool
    https: bool
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database: dict[str, Any] = field(repr=False)
    database_is_embedded: bool
    email: dict[str, Any] = field(repr=False)
    from_email: str
    log_level: str
    host: str
    port: int
    web_processes: int
    worker_tasks: int
    second_factor: str
    bssn_profile: bool
    gallery: bool
    oidc: dict[str, str] = field(repr=False)

    @property
    def oidc_origin(self) -> list[str]:
        """Scheme and host of the identity provider, where there is one."""
        address = urlsplit(self.oidc["url"])
        return [f"{address.scheme}://{address.netloc}"] if address.netloc else []


def switch(value: str) -> bool:
    if value not in {"0", "1"}:
        raise Unfit("must be 1 (on) or 0 (off)")
    return value == "1"


def port(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= LAST_PORT:
        raise Unfit(f"must be a port number from 1 to {LAST_PORT}")
    return int(value)


def small_count(value: str) -> int:
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 256:  # noqa: PLR2004
        raise Unfit("must be a whole number from 1 to 256")
    return int(value)


def secret(value: str) -> str:
    if value and len(value) < SHORTEST_SECRET:
        raise Unfit(
            f"must have at least {SHORTEST_SECRET} characters; make one with "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`"
        )
    return value


def former_secrets(value: str) -> list[str]:
    """Keys that still open what they closed, newest first."""
    return [secret(each.strip()) for each in value.split(",") if each.strip()]


def host_names(value: str) -> list[str]:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if not names:
        raise Unfit("must name at least one host, several with commas between")
    if wrong := [name for name in names if "/" in name or " " in name]:
        raise Unfit(f"must be host names without https:// or slashes, not {wrong[0]!r}")
    if "*" in names:
        raise Unfit("must name the hosts; * would trust every forged address")
    return names


def log_level(value: str) -> str:
    if value not in LOG_LEVELS:
        raise Unfit(f"must be one of {', '.join(LOG_LEVELS)}")
    return value


def folder(value: str) -> Path:
    path = Path(value).expanduser().resolve()
    if path.exists() and not path.is_dir():
        raise Unfit(f"must be a folder, but {path} is a file")
    return path


def store_address(value: str) -> str:
    """A folder, or an object store that `pyarrow.fs` knows; empty: beside the rest."""
    scheme = value.partition("://")[0] if "://" in value else ""
    if scheme not in {"", "file", "s3", "gs", "hdfs", "abfs", "abfss"}:
        raise Unfit("must be a folder or an address such as s3://bucket/folder")
    return value


def mail_address(value: str) -> str:
    if "@" not in value or "\n" in value:
        raise Unfit("must be an e-mail address, such as mutu@dinas.example")
    return value


def database_url(value: str) -> dict[str, Any] | None:
    """Django's database settings; None when unset: the embedded server is meant."""
    return database_from_url(value) if value else None


def database_from_url(url: str) -> dict[str, Any]:
    """Translate a PostgreSQL address into Django's settings.

    Raises:
        Unfit: it is not an address of a PostgreSQL database.
    """
    shape = "postgresql://user:password@host:5432/name"
    if not url.startswith(("postgresql://", "postgres://")):
        raise Unfit(f"must look like {shape}")
    try:
        parts = psycopg.conninfo.conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise Unfit(f"must look like {shape}: {error}".strip()) from None
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST"}
    named["port"] = "PORT"
    if not parts.get("dbname"):
        raise Unfit(f"must end in the name of the database: {shape}")
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: str(parts.pop(key, "")) for key, django in named.items()},
        "OPTIONS": {k: v for k, v in parts.items() if v is not None},
        "CONN_MAX_AGE": 0,
    }


def mail_door(value: str) -> dict[str, Any]:
    """Django's e-mail settings from ``file:`` or ``smtp://user:password@host:port``."""
    address = urlsplit(value)
    if value == "file:":
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend"}
    if address.scheme not in {"smtp", "smtp+tls", "smtps"} or not address.hostname:
        raise Unfit(
            "must be file: (letters are put into var/mail) or "
            "smtp+tls://user:password@host:587 (smtp:// without encryption, smtps://)"
        )
    seconds = parse_qs(address.query).get("timeout", ["10"])[0]
    usual = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": address.hostname,
        "EMAIL_PORT": address.port or usual[address.scheme],
        "EMAIL_HOST_USER": unquote(address.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(address.password or ""),
        "EMAIL_USE_TLS": address.scheme == "smtp+tls",
        "EMAIL_USE_SSL": address.scheme == "smtps",
        "EMAIL_TIMEOUT": small_count(seconds),
    }


def second_factor(value: str) -> str:
    if value not in SECOND_FACTORS:
        raise Unfit(f"must be one of {', '.join(SECOND_FACTORS)}")
    return value


def web_address(value: str) -> str:
    if value and not value.startswith(("https://", "http://127.0.0.1:")):
        raise Unfit("must begin with https://")
    return value


VARIABLES = (
    Variable("SECRET_KEY", "", secret),
    Variable("SECRET_KEY_FALLBACKS", "", former_secrets),
    Variable("DEBUG", "0", switch),
    Variable("HTTPS", "0", switch),
    Variable("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", host_names),
    Variable("DATABASE_URL", "", database_url),
    Variable("SAKAGURU_DATA", "var", folder),
    Variable("SEALED_ANSWERS", "", store_address),
    Variable("EMAIL_URL", "file:", mail_door),
    Variable("FROM_EMAIL", "sakaguru@localhost", mail_address),
    Variable("LOG_LEVEL", "INFO", log_level),
    Variable("HOST", "127.0.0.1", str),
    Variable("PORT", "8000", port),
    Variable("WEB_PROCESSES", "1", small_count),
    Variable("WORKER_TASKS", "2", small_count),
    Variable("SECOND_FACTOR", "above-school", second_factor),
    Variable("BSSN_PROFILE", "0", switch),
    Variable("GALLERY", "0", switch),
    Variable("OIDC_URL", "", web_address),
    Variable("OIDC_NAME", "SSO", str),
    Variable("OIDC_CLIENT_ID", "", str),
    Variable("OIDC_SECRET", "", str),
)


def read_environment(given: Mapping[str, str] | None = None) -> Environment:
    """Read and check every variable.

    Raises:
        SettingsAreWrong: with one sentence for each that is.
    """
    values, faults = read_values(os.environ if given is None else given)
    faults += contradictions(values) if not faults else []
    if faults:
        raise SettingsAreWrong(faults)
    hosts, https = values["ALLOWED_HOSTS"], values["HTTPS"]
    return Environment(
        package=PACKAGE,
        data=values["SAKAGURU_DATA"],
        sealed_answers=values["SEALED_ANSWERS"],
        # Without a kept key only what needs no session works: migrating, checking.
        secret_key=values["SECRET_KEY"] or secrets.token_urlsafe(50),
        secret_key_is_kept=bool(values["SECRET_KEY"]),
        former_secret_keys=values["SECRET_KEY_FALLBACKS"],
        debug=values["DEBUG"],
        https=https,
        allowed_hosts=hosts,
        trusted_origins=[f"https://{h.lstrip('.')}" for h in hosts] if https else [],
        database=values["DATABASE_URL"] or embedded(values["SAKAGURU_DATA"]),
        database_is_embedded=values["DATABASE_URL"] is None,
        email=values["EMAIL_URL"],
        from_email=values["FROM_EMAIL"],
        log_level=values["LOG_LEVEL"],
        host=values["HOST"],
        port=values["PORT"],
        web_processes=values["WEB_PROCESSES"],
        worker_tasks=values["WORKER_TASKS"],
        second_factor="everyone" if values["BSSN_PROFILE"] else values["SECOND_FACTOR"],
        bssn_profile=values["BSSN_PROFILE"],
        gallery=values["GALLERY"] or values["DEBUG"],
        oidc={k: values[f"OIDC_{k.upper()}"] for k in ("url", "name", "client_id")}
        | {"secret": values["OIDC_SECRET"]},
    )


def read_values(given: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    values: dict[str, Any] = {}
    faults = []
    for variable in VARIABLES:
        raw = given.get(variable.name, "").strip() or variable.default
        try:
            values[variable.name] = variable.read(raw)
        except Unfit as unfit:
            faults.append(f"{variable.name} {unfit}.")
        except ValueError as error:
            faults.append(f"{variable.name} cannot be read: {error}.")
    return values, faults


def contradictions(values: Mapping[str, Any]) -> list[str]:
    """Settings that are right alone and wrong together."""
    faults = []
    if values["DEBUG"] and values["HTTPS"]:
        faults.append("DEBUG 1 shows our inside; where people come by HTTPS it is 0.")
    if values["GALLERY"] and values["HTTPS"]:
        faults.append("GALLERY 1 is for demos: where people come by HTTPS it is 0.")
    if values["BSSN_PROFILE"]:
        faults += unencrypted(values)
    told = [name for name in OIDC if values[name]]
    if told and len(told) < len(OIDC):
        missing = ", ".join(name for name in OIDC if name not in told)
        faults.append(f"OIDC_URL needs its companions: set {missing} too.")
    return faults


def unencrypted(values: Mapping[str, Any]) -> list[str]:
    """What the strict profile does not let pass in the clear."""
    faults = []
    if not values["HTTPS"]:
        faults.append("BSSN_PROFILE 1 needs HTTPS 1: nobody signs in unencrypted.")
    mail = values["EMAIL_URL"]
    by_smtp = "EMAIL_HOST" in mail
    if by_smtp and not (mail["EMAIL_USE_TLS"] or mail["EMAIL_USE_SSL"]):
        faults.append(
            "BSSN_PROFILE 1 needs letters encrypted: smtp+tls:// or smtps://."
        )
    database = values["DATABASE_URL"]
    if database and not is_here(database["HOST"]):
        sure = database["OPTIONS"].get("sslmode") in {"verify-ca", "verify-full"}
        if not sure:
            faults.append(
                "BSSN_PROFILE 1 needs DATABASE_URL to end in ?sslmode=verify-full: "
                "the database is on another machine."
            )
    return faults


def is_here(host: str) -> bool:
    """Whether a database host is this machine: a socket, or the loopback address."""
    return host in {"", "localhost", "127.0.0.1", "::1"} or host.startswith("/")


def require_kept_secret(environment: Environment) -> None:
    """Refuse to serve people with a key that changes at every start.

    Raises:
        SettingsAreWrong: there is no ``SECRET_KEY``.
    """
    if not environment.secret_key_is_kept:
        fault = (
            "SECRET_KEY must be set: a long secret that stays the same; make one "
            "with `python3 -c 'import secrets; print(secrets.token_urlsafe(50))'`."
        )
        raise SettingsAreWrong([fault])


def embedded(data: Path) -> dict[str, Any]:
    """Where the embedded server of this data folder listens, running or not."""
    # Late: with DATABASE_URL set nothing of the embedded server is needed.
    from sakaguru.config.postgres import embedded_server  # noqa: PLC0415

    return database_from_url(embedded_server(data).url())
