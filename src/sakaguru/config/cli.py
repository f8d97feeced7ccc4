"""The command ``sakaguru``: one door for those who run the system.

What a command needs is imported when it is asked for: ``sakaguru score`` works where
there is no database, and ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

from sakaguru.config.connections import require_database
from sakaguru.config.env import (
    SettingsAreWrong,
    read_environment,
    require_kept_secret,
)
from sakaguru.config.memory import spare_memory

WRONG_SETTINGS = 2
BEHIND_ANSWERS = 10
"""How far a backup steps back (`nice`): answers that come in meanwhile go first."""

Run = Callable[[list[str]], int]


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    run: Run
    help: str


def main(argv: list[str] | None = None) -> int:
    given = sys.argv[1:] if argv is None else argv
    parser = make_parser()
    if not given or given[0] in {"-h", "--help"}:
        parser.print_help()
        return 0
    chosen = parser.parse_args(given[:1])
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sakaguru.config.settings")
    spare_memory()
    commands = {command.name: command.run for command in COMMANDS}
    try:
        return commands[chosen.command](given[1:])
    except SettingsAreWrong as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        print("See .env.example for every setting.", file=sys.stderr)
        return WRONG_SETTINGS
    except KeyboardInterrupt:
        return 130


def make_parser() -> argparse.ArgumentParser:
    width = max(len(command.name) for command in COMMANDS) + 2
    lines = [f"  {command.name:<{width}}{command.help}" for command in COMMANDS]
    parser = argparse.ArgumentParser(
        prog="sakaguru",
        description="Penjaminan mutu sekolah / quality assurance of schools.",
        epilog="\n".join(["perintah / commands:", *lines]),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        usage="sakaguru COMMAND [options]    (sakaguru COMMAND --help)",
    )
    names = [command.name for command in COMMANDS]
    parser.add_argument("command", choices=names, metavar="COMMAND", help="see below")
    return parser


def no_options(name: str, argv: list[str], description: str) -> None:
    argparse.ArgumentParser(
        prog=f"sakaguru {name}", description=description
    ).parse_args(argv)


def serve(argv: list[str]) -> int:
    environment = read_environment()
    parser = argparse.ArgumentParser(
        prog="sakaguru serve", description="Serve the pages (granian, WSGI)."
    )
    parser.add_argument("--host", default=environment.host, help="HOST")
    parser.add_argument("--port", type=int, default=environment.port, help="PORT")
    chosen = parser.parse_args(argv)
    require_kept_secret(environment)
    # Late: the server's machinery is for this command only.
    from sakaguru.config.serving import listen, run_server  # noqa: PLC0415

    with listen(chosen.host, chosen.port) as listening:
        require_database(environment)
        run_server(environment, listening)
    return 0


def worker(argv: list[str]) -> int:
    no_options("worker", argv, "Do the background work that pages queue.")
    environment = read_environment()
    require_kept_secret(environment)
    require_database(environment)
    tasks = str(environment.worker_tasks)
    return django_command(["procrastinate", "worker", "--concurrency", tasks])


def manage(argv: list[str]) -> int:
    read_environment()
    return django_command(argv or ["help"])


def django_command(argv: list[str]) -> int:
    # Late: Django is not needed, and perhaps not installed, for `sakaguru score`.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["sakaguru manage", *argv])
    return 0


def migrate(argv: list[str]) -> int:
    return manage(["migrate", *argv])


def setup(argv: list[str]) -> int:
    no_options("setup", argv, "Prepare a new or updated installation; run it again.")
    # Late: this tool belongs to setting up only.
    from sakaguru.config.messages import compile_catalogues  # noqa: PLC0415

    require_database(read_environment())
    compile_catalogues()
    manage(["migrate", "--no-input"])
    manage(["collectstatic", "--no-input", "--verbosity=0"])
    print("Ready. Next: sakaguru serve, sakaguru worker.")
    return 0


def score(argv: list[str]) -> int:
    # Loading takes seconds, in which a request to end is taken like Ctrl-C, too.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        # Late: the engine brings compiled packages that no other command needs.
        from sakaguru.engine.command import run  # noqa: PLC0415

        return int(run(argv))
    except KeyboardInterrupt:
        print("interrupted, nothing was written", file=sys.stderr)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


def database(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="sakaguru database",
        description="Start or stop the embedded PostgreSQL; url prints its address.",
    )
    parser.add_argument("act", choices=("start", "stop", "url"))
    act = parser.parse_args(argv).act
    # Late: with DATABASE_URL set nothing of the embedded server is needed.
    from sakaguru.config.postgres import embedded_server  # noqa: PLC0415

    server = embedded_server(read_environment().data)
    if act == "start":
        server.start()
        server.ensure_database()
    elif act == "stop":
        server.stop()
    print(server.url())
    return 0


def audit(argv: list[str]) -> int:
    return manage(["audit", *argv])


def integrity(argv: list[str]) -> int:
    return manage(["integrity", *argv])


def verify_receipt(argv: list[str]) -> int:
    return manage(["verify_receipt", *argv])


def backup(argv: list[str]) -> int:
    # Late: ciphers and archives are for these commands only, here and below.
    from sakaguru.config.backups import command  # noqa: PLC0415

    os.nice(BEHIND_ANSWERS)
    return command.backup(argv)


def restore(argv: list[str]) -> int:
    from sakaguru.config.backups import command  # noqa: PLC0415

    return command.restore(argv)


def drill(argv: list[str]) -> int:
    from sakaguru.config.backups import command  # noqa: PLC0415

    return command.drill(argv)


def demo(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="sakaguru demo", description="Run the demo in the foreground until Ctrl-C."
    )
    parser.add_argument(
        "--only",
        nargs="+",
        default=[],
        metavar="KECAMATAN",
        help="load these subdistricts only, by code (33.02.22): quicker",
    )
    only = parser.parse_args(argv).only
    # Late: what runs the demo is for this command only.
    from sakaguru.config.demo import run_demo  # noqa: PLC0415

    return run_demo(only)


def demo_reset(argv: list[str]) -> int:
    no_options("demo-reset", argv, "Throw away what the demo holds.")
    # Late: as above.
    from sakaguru.config.demo import reset_demo  # noqa: PLC0415

    return reset_demo()


COMMANDS = (
    Command("serve", serve, "menyajikan halaman / serve the pages"),
    Command("worker", worker, "mengerjakan antrean / do the background work"),
    Command("setup", setup, "menyiapkan pemasangan / migrate, collect static files"),
    Command("database", database, "basis data bawaan / start, stop the embedded one"),
    Command("migrate", migrate, "menyesuaikan basis data / update the database"),
    Command("manage", manage, "perintah pengelola / Django's management commands"),
    Command("score", score, "menghitung skor dari berkas / score answers in files"),
    Command("audit", audit, "memeriksa jejak audit / check the trail (verify)"),
    Command("integrity", integrity, "mencari pertentangan data / find contradictions"),
    Command(
        "verify-receipt",
        verify_receipt,
        "memeriksa tanda terima / find forged receipts of answers",
    ),
    Command("backup", backup, "mencadangkan semuanya / back everything up, encrypted"),
    Command("restore", restore, "memulihkan cadangan / restore into an empty place"),
    Command("drill", drill, "menguji cadangan / restore on the side and compare"),
    Command("demo", demo, "contoh Banyumas / run the demo with its own database"),
    Command("demo-reset", demo_reset, "mengulang contoh / start the demo over"),
)
