"""Time the intake of answers while a backup is made: sets per second with and without.

The same devices, server and durable database as `bench/intake.py`. Every round takes
both one after the other, so that a busy machine slows both alike: the ratio counts.
While it is timed one backup follows another, each read back as always. The devices'
own work stands on the same processors. Afterwards the last backup is restored on the
side and compared. Thrown away in the end.

    python bench/backing_up.py                          # four rounds of 6 s
    python bench/backing_up.py --stored 1000000 --rounds 2
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from intake import BATCH, load
from stored import SETS_A_SCHOOL, service_with

DEVICES = 8
KINDS = ((f"singles, {DEVICES} devices", 1), (f"batches of {BATCH}", BATCH))


def main() -> int:
    options = arguments()
    print(f"load {os.getloadavg()[0]:.1f}, {options.stored:,} sets stored")
    schools = max(options.stored // SETS_A_SCHOOL, 1_000)
    with tempfile.TemporaryDirectory(prefix="sakaguru-bench-") as folder:
        service = service_with(Path(folder) / "one", options.stored, schools, 2)
        try:
            keys = new_key(service, Path(folder))
            load(service, DEVICES, 1, 2)  # what is built once is not counted
            with_all = [
                one_round(service, keys, options.seconds) for _ in range(options.rounds)
            ]
            drilled(service, keys)
        finally:
            service.close()
    report(with_all)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--stored", type=int, default=300_000, help="sets before")
    return parser.parse_args()


def one_round(service, keys, seconds):
    found = {}
    for name, many in KINDS:
        alone = load(service, DEVICES, many, seconds)
        with backups(service, keys) as made:
            beside = load(service, DEVICES, many, seconds)
        found[name] = (*alone, *beside, made[0])
    return found


@contextmanager
def backups(service, keys):
    """One after another until the end; tells how many were under way."""
    made, over = [0], threading.Event()

    def go_on():
        while not over.is_set():
            made[0] += 1
            sakaguru(service, keys, "backup", "--to", str(keys.parent), "--keep", "1")

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield made
    finally:
        over.set()
        thread.join()


def new_key(service, folder):
    kept = folder / "backups"
    kept.mkdir()
    (service.folder / "data").mkdir(exist_ok=True)
    key = kept / "key"
    sakaguru(service, key, "backup", "--new-key", str(key))
    return key


def drilled(service, keys):
    began = time.monotonic()
    (newest,) = sorted(keys.parent.glob("*"), key=lambda file: file.stat().st_mtime)[
        -1:
    ]
    size = newest.stat().st_size / 1e6
    said = sakaguru(service, keys, "drill", str(newest)).splitlines()[-1]
    took = time.monotonic() - began
    print(f"the last one, {size:.0f} MB, restored aside in {took:.0f} s: {said}")


def sakaguru(service, keys, *words):
    told = subprocess.run(
        [sys.executable, "-m", "sakaguru.config", *words],
        env=service.environment | {"BACKUP_KEY_FILE": str(keys)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if told.returncode:
        raise RuntimeError(told.stdout)
    return told.stdout


def report(rounds) -> None:
    head = ("alone", "p95 ms", "beside", "p95 ms", "ratio", "backups")
    print(f"{'':<24}" + "".join(f"{word:>9}" for word in head))
    for name, _many in KINDS:
        rows = [each[name] for each in rounds]
        ratio = statistics.median(row[2] / row[0] for row in rows)
        medians = [statistics.median(row[place] for row in rows) for place in range(4)]
        told = "".join(f"{value:>9.1f}" for value in medians)
        count = sum(row[4] for row in rows)
        print(f"{name:<24}{told}{ratio:>9.2f}{count:>9}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
