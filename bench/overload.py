"""Press the intake with many more devices than it serves at once, and see it hold.

Each device sends a set, and at once another, whatever it is told: it does not obey
`Retry-After`. Those accepted must be answered soon, the others told when to come
again, and nothing that was acknowledged may be missing. Exits 1 where that fails.

    python bench/overload.py                  # 400 devices, 10 s
    python bench/overload.py --devices 100 --seconds 3
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from uuid import uuid4

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import psycopg
from serving import Service, a_set

PROGRAMS = 2
LONGEST = 1_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--devices", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="sakaguru-bench-") as folder:
        service = Service(Path(folder))
        try:
            service.prepare()
            service.start()
            pressed(service, 8, 2)
            return report(*pressed(service, options.devices, options.seconds), service)
        finally:
            service.close()


def pressed(service, devices, seconds):
    """All answers, and how long they took: ``(number, status, told, ms)``."""
    context = multiprocessing.get_context("spawn")
    answers = context.Queue()
    given = (service.port, service.doors, devices // PROGRAMS, seconds, answers)
    programs = [context.Process(target=crowd, args=given) for _ in range(PROGRAMS)]
    for program in programs:
        program.start()
    found = [each for _ in programs for each in answers.get()]
    for program in programs:
        program.join()
    return found, seconds


def crowd(port, doors, devices, seconds, answers):
    found: list[tuple] = []
    end = time.monotonic() + seconds
    threads = [
        threading.Thread(target=device, args=(port, doors, end, found))
        for _ in range(devices)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    answers.put(found)


def device(port, doors, end, found):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while time.monotonic() < end:
        number = str(uuid4())
        body = a_set(random.choice(doors), number, 1)
        began = time.perf_counter()
        try:
            kind = {"Content-Type": "application/json"}
            link.request("POST", "/api/v1/submissions", body, kind)
            answer = link.getresponse()
            answer.read()
            told = answer.headers["Retry-After"]
            status = answer.status
        except (OSError, http.client.HTTPException):
            link.close()
            status, told = 0, None
        found.append((number, status, told, 1000 * (time.perf_counter() - began)))
    link.close()


def report(found, seconds, service):
    accepted = [each for each in found if each[1] == 201]
    refused = [each for each in found if each[1] in {429, 503}]
    other = len(found) - len(accepted) - len(refused)
    mute = sum(1 for each in refused if not each[2])
    with psycopg.connect(service.environment["DATABASE_URL"]) as database:
        rows = database.execute("SELECT id FROM survey_submission").fetchall()
    stored = {str(row[0]) for row in rows}
    lost = sum(1 for each in accepted if each[0] not in stored)
    late = percentile(accepted)
    print(f"accepted per s            {len(accepted) / seconds:>8.0f}")
    print(f"p95 of those, ms          {late:>8.0f}")
    print(f"told to come again per s  {len(refused) / seconds:>8.0f}")
    print(f"p95 of those, ms          {percentile(refused):>8.0f}")
    print(f"without Retry-After       {mute:>8}")
    print(
        f"other answers             {other:>8}",
        dict(Counter(each[1] for each in found)),
    )
    print(f"acknowledged, missing     {lost:>8}")
    return int(bool(lost or mute or other or late > LONGEST))


def percentile(found):
    times = sorted(each[3] for each in found) or [0]
    return times[int(0.95 * len(times))]


if __name__ == "__main__":
    sys.exit(main())
