"""The demo as somebody runs it who has just come: up, looked at, stopped, up again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest
from serving import free_port

from sakaguru.config.postgres import embedded_server

pytestmark = pytest.mark.journey

KECAMATAN = "33.02.22"
SECONDS = 300


class Demo:
    """`sakaguru demo` in a data folder and on a port of its own."""

    def __init__(self, data):
        self.data, self.port = data, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.said = data / "said.txt"
        self.process = None

    def start(self):
        kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
        with self.said.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "sakaguru.config", "demo", "--only", KECAMATAN],
                env={
                    **kept,
                    "SAKAGURU_DATA": str(self.data),
                    "PORT": str(self.port),
                },
                stdout=out,
                stderr=out,
            )
        deadline = time.monotonic() + SECONDS
        while "Siap dalam" not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < deadline, self.said.read_text()
            time.sleep(0.1)

    def get(self, path):
        """Not by a proxy that another test had named when it asked first."""
        here = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with here.open(f"{self.address}{path}") as answer:
            return answer.read().decode()

    def stop(self, number):
        self.process.send_signal(number)
        return self.process.wait(SECONDS)


@pytest.fixture
def demo(tmp_path):
    demo = Demo(tmp_path)
    yield demo
    if demo.process and demo.process.poll() is None:
        demo.stop(signal.SIGTERM)
    embedded_server(tmp_path).erase()


def test_the_demo_starts_shows_its_accounts_stops_and_starts_again(demo):
    demo.start()

    accounts = json.loads((demo.data / "demo-accounts.json").read_text())
    said = demo.said.read_text()
    assert {"tier", "role", "organisation", "email", "password"} == set(accounts[0])
    assert all(account["email"] in said for account in accounts)
    assert json.loads(demo.get("/sehat"))["database"] == "ok"
    sheet = re.search(r'href="(/static/[^"]+\.css)"', demo.get("/akun/login/"))
    assert sheet
    assert demo.get(sheet[1])

    assert demo.stop(signal.SIGINT) == 0
    assert "Berhenti" in demo.said.read_text()
    assert left_running(demo.data) == ""

    demo.start()
    assert "loaded already" in demo.said.read_text()
    assert demo.stop(signal.SIGTERM) == 0
    assert left_running(demo.data) == ""


def left_running(data):
    """Processes that name the demo's folder; its database is looked for by itself."""
    assert embedded_server(data).pid() is None
    shown = subprocess.run(
        ["ps", "-ww", "-e", "-o", "args="], check=True, capture_output=True, text=True
    ).stdout
    return "\n".join(line for line in shown.splitlines() if str(data) in line)
