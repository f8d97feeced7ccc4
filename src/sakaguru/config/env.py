"""Settings come from the environment; what is wrong stops the start with a sentence."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg.conninfo

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Environment:
    package: Path
    data: Path
    secret_key: str
    debug: bool
    https: bool
    allowed_hosts: list[str]
    trusted_origins: list[str]
    database: dict[str, Any]
    email_backend: str
    from_email: str
    logging: dict[str, Any]


def read_environment() -> Environment:
    data = Path(os.environ.get("SAKAGURU_DATA", "var")).resolve()
    return Environment(
        package=PACKAGE,
        data=data,
        secret_key=os.environ.get("SECRET_KEY", "only-for-trying-out-" * 3),
        debug=os.environ.get("DEBUG", "0") == "1",
        https=os.environ.get("HTTPS", "0") == "1",
        allowed_hosts=os.environ.get(
            "ALLOWED_HOSTS", "127.0.0.1,localhost,testserver"
        ).split(","),
        trusted_origins=[],
        database=database_from_url(
            os.environ.get("DATABASE_URL", "postgresql:///sakaguru")
        ),
        email_backend="django.core.mail.backends.console.EmailBackend",
        from_email="sakaguru@example.invalid",
        logging={"version": 1, "disable_existing_loggers": False},
    )


def database_from_url(url: str) -> dict[str, Any]:
    parts = psycopg.conninfo.conninfo_to_dict(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", "sakaguru"),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": {},
        "CONN_MAX_AGE": 0,
    }
