"""The server of the pages: one socket that listens, and processes that answer at it.

The socket is opened once, before anything else is loaded, and stays open until the
server ends. Who asks while processes start, are replaced or die waits in its queue for
the next of them. (By itself each process of granian listens at a socket of its own, and
when one dies the kernel resets all who waited there.)
"""

from __future__ import annotations

import errno
import gc
import multiprocessing
import os
import socket
import sys
from typing import TYPE_CHECKING, Any

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels, logger
from granian.server import MPServer

from sakaguru.config.env import SettingsAreWrong

if TYPE_CHECKING:
    from sakaguru.config.env import Environment

THREADS = 64
MAY_WAIT = 1024
HANDED_OVER = 3  # the first socket that systemd hands over: sd_listen_fds(3)


class Server(MPServer):
    """granian at a socket that is open already."""

    listening: socket.socket

    def _init_shared_socket(self) -> None:
        hold: Any = SocketHolder  # granian's declarations leave out what it takes
        is_unix = False
        held = hold(self.listening.fileno(), is_unix, MAY_WAIT)
        vars(self).update(_ssp=None, _sso=None, _shd=held)


def listen(host: str, port: int) -> socket.socket:
    """Take the address; from now on who asks there waits instead of being refused.

    Where systemd holds the address (deploy/sakaguru-web.socket), that is the one: who
    asks while the server is started anew waits, too.

    Raises:
        SettingsAreWrong: it is taken, or not ours to take.
    """
    if os.environ.get("LISTEN_PID") == str(os.getpid()):
        return socket.socket(fileno=HANDED_OVER)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    taken = socket.socket(family)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    taken.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # who comes inherits it
    try:
        taken.bind((host, port))
        taken.listen(MAY_WAIT)
    except OSError as error:
        taken.close()
        fault = f"PORT {port} on {host} cannot be used ({error.strerror})"
        if error.errno == errno.EADDRINUSE:
            fault += (
                ": another program listens there. "
                f"Choose another, such as PORT={port + 1}"
            )
        raise SettingsAreWrong([f"{fault}."]) from None
    return taken


def run_server(environment: Environment, listening: socket.socket) -> None:
    if sys.platform == "linux":
        # Said aloud: newer Pythons would start anew, and inherit no socket, by default.
        multiprocessing.set_start_method("fork", force=True)
    load_application()
    host, port = listening.getsockname()[:2]
    server = Server(
        "sakaguru.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=environment.web_processes,
        # More than work at once: the others wait briefly, or are told to come again.
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_access=False,
    )
    server.listening = listening
    logger.addFilter(lambda told: "Python threads" not in told.getMessage())  # as meant
    server.serve()


def load_application() -> None:
    """Load all code once, before the web processes are forked off.

    They share its memory, and one that died is replaced in a moment. Nothing is opened
    here that a fork must not share: no thread, no connection.
    """
    # Late: Django is set up only once somebody wants to serve.
    from django.urls import get_resolver  # noqa: PLC0415

    from sakaguru.config import wsgi  # noqa: F401, PLC0415

    assert get_resolver().url_patterns  # noqa: S101 -- loads every view
    gc.freeze()  # else each collection would write to pages that are shared
