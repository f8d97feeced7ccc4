"""Logs: one JSON object per line on standard error, without personal data.

No e-mail addresses, no query strings, no tokens of links, no values of rows. The log of
requests names the route ("isi/<str:token>/"), never the address that was asked.
"""

from __future__ import annotations

import logging.config
import re
from typing import TYPE_CHECKING, Any

import structlog

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor, WrappedLogger

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"(/(?:isi|p|undangan|periksa|akun/password/reset/key)/)[^\s/\"'?]+")
QUERY = re.compile(r"(/[\w/.-]*)\?[^\s\"']+")
ROW_VALUES = re.compile(r"(DETAIL|CONTEXT):[^\n]*")


def without_personal_data(text: str) -> str:
    """Blank out e-mail addresses, tokens of links, query strings, values of rows."""
    text = ROW_VALUES.sub(r"\1: (hidden)", text)
    text = EMAIL.sub("(e-mail)", text)
    text = LINK.sub(r"\1(token)", text)
    return QUERY.sub(r"\1?(query)", text)


def mask(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    return {key: masked(value) for key, value in event.items()}


def masked(value: Any) -> Any:
    if isinstance(value, str):
        return without_personal_data(value)
    if isinstance(value, dict):
        return {key: masked(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [masked(inner) for inner in value]
    return value


def without_positional(_l: WrappedLogger, _n: str, event: EventDict) -> EventDict:
    """Django puts the request itself beside its messages; nothing of it is kept."""
    for name in ("request", "server_time", "status_code"):
        event.pop(name, None)
    return event


SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_settings(level: str) -> dict[str, Any]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": json_formatter}},
        "handlers": {
            "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
        },
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            # RequestLog writes one line per request; Django's own would name addresses.
            "django.request": {"level": "ERROR"},
            "django.server": {"level": "ERROR"},
            "django.security.DisallowedHost": {"level": "CRITICAL"},
            "procrastinate": {"level": max_level(level, "WARNING")},
            "_granian": {"level": max_level(level, "WARNING")},
        },
    }


def max_level(one: str, other: str) -> str:
    numbers = logging.getLevelNamesMapping()
    return max(one, other, key=numbers.__getitem__)


def json_formatter() -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*SHARED, structlog.stdlib.ExtraAdder(), without_positional],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            mask,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
    )


def configure(settings: dict[str, Any]) -> None:
    """Set up the standard library's logging and structlog's, as one stream."""
    logging.config.dictConfig(settings)
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
