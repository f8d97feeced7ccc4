"""The commands ``sakaguru backup``, ``restore`` and ``drill``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sakaguru.config.backups.making import make_backup, make_key_backup
from sakaguru.config.backups.reading import verify
from sakaguru.config.backups.restoring import restore_backup
from sakaguru.config.backups.sealed import BackupRefused, make_key, read_key
from sakaguru.config.env import embedded, read_environment
from sakaguru.config.postgres import embedded_server

if TYPE_CHECKING:
    from collections.abc import Callable

    from sakaguru.config.backups.manifest import Manifest
    from sakaguru.config.env import Environment

REFUSED, DIFFERS = 2, 1
KEY_FILE = "BACKUP_KEY_FILE"


def backup(argv: list[str]) -> int:
    parser = _parser("backup", "Write everything into one encrypted file, and read it.")
    act = parser.add_mutually_exclusive_group(required=True)
    act.add_argument("--to", type=Path, metavar="FOLDER", help="make a backup there")
    act.add_argument("--keys-to", type=Path, metavar="FOLDER", help="only our own keys")
    act.add_argument("--verify", type=Path, metavar="FILE", help="read a backup wholly")
    act.add_argument("--new-key", type=Path, metavar="FILE", help="make a key")
    parser.add_argument(
        "--keep", type=int, metavar="N", help="remove all but the newest"
    )
    chosen = parser.parse_args(argv)
    return _answered(lambda: _backup(chosen))


def _backup(chosen: argparse.Namespace) -> int:
    if chosen.new_key:
        make_key(chosen.new_key)
        print(f"{chosen.new_key}: keep a copy elsewhere; without it no backup opens.")
        return 0
    key = read_key(_key_file(chosen))
    if chosen.verify:
        _tell(chosen.verify, verify(chosen.verify, key))
        return 0
    environment, now = read_environment(), datetime.now(UTC)
    make, folder = (
        (make_backup, chosen.to) if chosen.to else (make_key_backup, chosen.keys_to)
    )
    _tell(*make(environment, folder, key, at=now))
    if chosen.keep and chosen.to:
        _remove_old(folder, chosen.keep)
    return 0


def restore(argv: list[str]) -> int:
    parser = _parser("restore", "Put a backup back into an empty installation.")
    parser.add_argument("file", type=Path)
    chosen = parser.parse_args(argv)
    return _answered(lambda: _restore(read_environment(), chosen))


def _restore(environment: Environment, chosen: argparse.Namespace) -> int:
    if environment.database_is_embedded:
        server = embedded_server(environment.data)
        server.start()
        server.ensure_database()
    return _say(restore_backup(environment, chosen.file, read_key(_key_file(chosen))))


def drill(argv: list[str]) -> int:
    parser = _parser("drill", "Restore a backup on the side and compare everything.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--keys", type=Path, metavar="FILE", help="backup of the keys")
    chosen = parser.parse_args(argv)
    return _answered(lambda: _drill(chosen))


def _drill(chosen: argparse.Namespace) -> int:
    began = time.monotonic()
    key = read_key(_key_file(chosen))
    with tempfile.TemporaryDirectory(prefix="sakaguru-drill-") as scratch:
        data = Path(scratch)
        data.chmod(0o711)
        aside = replace(read_environment(), data=data, database=embedded(data))
        server = embedded_server(data)
        server.start()
        try:
            server.ensure_database()
            faults = restore_backup(aside, chosen.file, key)
            if chosen.keys:
                faults += restore_backup(aside, chosen.keys, key)
                faults += _trail_faults(data)
        finally:
            server.erase()
    print(f"{time.monotonic() - began:.1f} s")
    return _say(faults)


def _trail_faults(data: Path) -> list[str]:
    """What the check of the audit trail says in the restored installation."""
    env = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "sakaguru.config", "audit", "verify"],
        env={**env, "SAKAGURU_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    return [] if done.returncode == 0 else [done.stdout + done.stderr]


def _parser(name: str, description: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"sakaguru {name}", description=description)
    parser.add_argument(
        "--key", type=Path, metavar="FILE", help=f"key of backups (else {KEY_FILE})"
    )
    return parser


def _key_file(chosen: argparse.Namespace) -> Path:
    named = chosen.key or os.environ.get(KEY_FILE, "")
    if not named:
        raise BackupRefused(
            f"Say which key: --key FILE or {KEY_FILE}; make one with "
            "`sakaguru backup --new-key FILE`."
        )
    return Path(named)


def _answered(act: Callable[[], int]) -> int:
    try:
        return act()
    except BackupRefused as refused:
        print(refused, file=sys.stderr)
        return REFUSED


def _say(faults: list[str]) -> int:
    for fault in faults:
        print(f"DIFFERS: {fault}", file=sys.stderr)
    print("The restored installation differs." if faults else "Everything is equal.")
    return DIFFERS if faults else 0


def _tell(path: Path, told: Manifest) -> None:
    rows = sum(facts.rows for facts in told.tables.values())
    size = path.stat().st_size / 1e6
    print(
        f"{path}: whole. {len(told.tables)} tables, {rows} rows, "
        f"{len(told.files)} files, {size:.1f} MB, made {told.made_at}."
    )


def _remove_old(folder: Path, keep: int) -> None:
    made = sorted(folder.glob("sakaguru-[0-9]*.backup"))
    for path in made[:-keep]:
        path.unlink()
        print(f"{path}: removed, {keep} newer ones are kept.")
