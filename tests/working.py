"""A worker of our own, beside the test."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from django.db import connections
from procrastinate.contrib.django import app


def do_queued_work() -> None:
    """Do what is queued with a real worker, and come back when nothing is left.

    In a thread: the loop that drives browsers may be running in the test's own.
    """
    with ThreadPoolExecutor(1) as pool:
        pool.submit(_work).result()


def _work() -> None:
    try:
        connector = app.connector.get_worker_connector()
        with app.replace_connector(connector) as worker:
            worker.run_worker(
                wait=False, install_signal_handlers=False, listen_notify=False
            )
    finally:
        connections.close_all()
