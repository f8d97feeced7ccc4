"""A database of its own for journeys that write their own story."""

from __future__ import annotations

from contextlib import contextmanager

import psycopg
from databases import forget_what_is_kept, run
from django.db import connections

LEAVE = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
"""A session of an earlier test that has not ended yet forbids to copy its database."""


def make_copy(server, name, of):
    server.execute(LEAVE, [of])
    run(server, "CREATE DATABASE {} TEMPLATE {}", name, of)


@contextmanager
def at_copy_of_the_empty_database(suffix):
    """Point Django, and every thread of it, at a copy of the empty test database."""
    given = connections["default"].settings_dict
    params = connections["default"].get_connection_params()
    keys = ("host", "port", "user", "password")
    plain = {key: params[key] for key in keys if params.get(key)}
    before = given["NAME"]
    name = f"{before}_{suffix}"
    connections.close_all()
    with psycopg.connect(**plain, dbname="postgres", autocommit=True) as server:
        make_copy(server, name, before)
        given["NAME"] = name
        forget_what_is_kept()
        try:
            yield
        finally:
            connections.close_all()
            given["NAME"] = before
            forget_what_is_kept()
            run(server, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
