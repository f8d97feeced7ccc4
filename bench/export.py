# ruff: noqa: PLC0415 -- the settings stand in the environment late
"""Time the export of answers as CSV: 20,000 sets of 200 items, streamed.

    python bench/export.py --sets 20000

Seconds of the clock and of the processor (ours; the database's come on top), and by how
much the memory of the process grew. Thrown away afterwards.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from serving import Service

STORE = """
INSERT INTO survey_submission (id, campaign_id, assignment_id, role, body, digest,
  sequence, key_digest, consent, flags, received_on, filled_for)
SELECT gen_random_uuid(), a.campaign_id, a.id, 'KS', decode(repeat('0103', 100), 'hex'),
  md5(n::text) || md5(n::text), 1, '', '2026-1', 0, current_date, ''
FROM generate_series(1, %s) n
JOIN (SELECT *, row_number() OVER () - 1 AS place FROM survey_assignment) a
  ON a.place = n %% (SELECT count(*) FROM survey_assignment)
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sets", type=int, default=20_000)
    sets = parser.parse_args().sets
    with tempfile.TemporaryDirectory(prefix="sakaguru-bench-") as folder:
        service = Service(Path(folder))
        try:
            service.prepare()
            os.environ.update(service.environment)
            measure(sets)
        finally:
            service.close()
    return 0


def measure(sets):
    import django

    django.setup()
    from django.db import connection

    from sakaguru.core.access import Actor
    from sakaguru.survey.models import Campaign
    from sakaguru.survey.queries.exports import answer_lines

    with connection.cursor() as cursor:
        cursor.execute(STORE, [sets])
    campaign = Campaign.objects.select_related("owner").get()
    actor = Actor(user_id=1, path=campaign.owner.path, roles=frozenset())
    for part in answer_lines(actor, campaign, "KS"):  # what is built once
        if part:
            break
    before, began, used = resident(), time.perf_counter(), time.process_time()
    size = sum(map(len, answer_lines(actor, campaign, "KS")))
    taken, worked = time.perf_counter() - began, time.process_time() - used
    print(f"{sets} sets, {size / 1e6:.1f} MB: {taken:.2f} s, processor {worked:.2f} s,")
    print(
        f"memory grew by {resident() - before:.1f} MB (load {os.getloadavg()[0]:.0f})"
    )
    connection.close()


def resident() -> float:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(x.split()[1]) for x in lines if x.startswith("VmHWM")) / 1000


if __name__ == "__main__":
    sys.exit(main())
