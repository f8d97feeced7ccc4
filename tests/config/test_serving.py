"""Who asks is answered, also while processes start, are exchanged or die."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

SECONDS = 120  # a deadline only
PROGRAM = """
import sys
from sakaguru.config.env import read_environment
from sakaguru.config.serving import listen, run_server
listening = listen("127.0.0.1", 0)
print(listening.getsockname()[1], flush=True)
run_server(read_environment(), listening)
"""
REQUEST = (
    b"GET /api/v1/submissions HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
)
ANSWER = b"HTTP/1.1 405 "  # a way on which no database is asked


AS_SYSTEMD_DOES = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ |= {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": "1"}
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""


class Served:
    """The server with one process that answers; no database is needed."""

    def __init__(self, held=None):
        before = ["-c", AS_SYSTEMD_DOES, str(held.fileno())] if held else []
        self.program = subprocess.Popen(
            [sys.executable, *before, "-W", "ignore", "-c", PROGRAM],
            pass_fds=[held.fileno()] if held else [],
            env=os.environ
            | {
                "SECRET_KEY": "only-for-this-test-" * 4,
                "DATABASE_URL": "postgresql://nobody@/nothing",
                "DEBUG": "0",
                "WEB_PROCESSES": "1",
                "LOG_LEVEL": "ERROR",
                "DJANGO_SETTINGS_MODULE": "sakaguru.config.settings",
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = int(self.program.stdout.readline())

    def ask(self):
        """A connection on which a question lies; nobody has read it yet, perhaps."""
        link = socket.create_connection(("127.0.0.1", self.port), timeout=SECONDS)
        link.sendall(REQUEST)
        return link

    def worker(self):
        """The process that answers, once there is one."""
        deadline = time.monotonic() + SECONDS
        while not (found := self.children()):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        return int(found[0])

    def children(self):
        words = ["ps", "-o", "pid=", "--ppid", str(self.program.pid)]
        told = subprocess.run(words, check=False, capture_output=True, text=True)
        return told.stdout.split()

    def close(self):
        self.program.send_signal(signal.SIGTERM)
        self.program.wait(SECONDS)
        self.program.stdout.close()


def answer_to(link):
    with closing(link), link.makefile("rb") as stream:
        return stream.read()


def all_are_answered(links):
    return {answer_to(link)[: len(ANSWER)] for link in links} == {ANSWER}


@pytest.fixture(scope="module")
def served():
    server = Served()
    yield server
    server.close()


def test_who_comes_while_the_code_is_loaded_waits_and_is_answered(served):
    assert all_are_answered([served.ask() for _ in range(100)])


def test_who_waits_at_a_process_that_dies_is_answered_by_the_next(served):
    stop_for_sure(served.worker())  # so that nobody is let in
    links = [served.ask() for _ in range(100)]
    os.kill(served.worker(), signal.SIGKILL)

    assert all_are_answered(links)


def test_nobody_is_turned_away_while_processes_are_exchanged(served):
    old = served.worker()
    served.program.send_signal(signal.SIGHUP)
    deadline = time.monotonic() + SECONDS

    def ask_until_it_is_gone():
        answered = []
        while is_running(old):
            assert time.monotonic() < deadline
            answered.append(all_are_answered([served.ask()]))
            time.sleep(0.02)
        return answered

    with ThreadPoolExecutor(4) as many:
        asking = [many.submit(ask_until_it_is_gone) for _ in range(4)]
    assert all(all(each.result()) for each in asking)
    assert served.worker() != old


def test_who_comes_between_two_servers_is_answered_where_the_address_is_held():
    with socket.create_server(("127.0.0.1", 0)) as held:
        first = Served(held)
        assert first.port == held.getsockname()[1]
        assert all_are_answered([first.ask()])
        first.close()
        links = [first.ask() for _ in range(50)]
        second = Served(held)

        assert all_are_answered(links)
        second.close()


def stop_for_sure(pid):
    """Each thread of a process stops when its turn comes, not at once."""
    os.kill(pid, signal.SIGSTOP)
    while set(states_of_threads(pid)) != {"T"}:
        time.sleep(0.01)


def states_of_threads(pid):
    for stat in Path(f"/proc/{pid}/task").glob("*/stat"):
        yield stat.read_text().rpartition(") ")[2][0]


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
