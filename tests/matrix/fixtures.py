"""Fixtures of the world; imported by the conftest of each folder that uses it."""

from __future__ import annotations

import logging

import pytest
from matrix.keeping import on, world_database
from matrix.world import build


@pytest.fixture(scope="session")
def built(django_db_setup, django_db_blocker):
    """The world in its database, built once by each process that asks for it."""
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), world_database() as name:
        with on(name):
            world = build()
        yield name, world
    logging.disable(logging.NOTSET)


@pytest.fixture(scope="module")
def world(built, django_db_blocker):
    name, made = built
    logging.disable(logging.CRITICAL)
    with django_db_blocker.unblock(), on(name):
        yield made
    logging.disable(logging.NOTSET)
