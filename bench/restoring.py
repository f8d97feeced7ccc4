"""Lose a nation and bring it back: time a backup, a drill and a restore.

Fills an installation of its own by COPY and SQL: the tree of a nation, its schools, a
scored cycle, sets of answers to the shipped questionnaire, an audit trail; seals the
sets as the product does. Backs it up and throws it away. Then, from the two files
alone: a restore into an empty folder until the pages answer, after it the counts, the
trail and all checks of integrity; last a drill. Exits 1 where something differs.
The seconds of the processor are those of programs and database; a drill's only of ours.

    python bench/restoring.py                                         # a twentieth
    python bench/restoring.py --schools 148000 --sets 12000000 --folder FOLDER

The nation wants some 13 GB of disk for a while; a folder that is named is emptied of
what this program made, too.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from intake import processes_of, used_by
from serving import Service, free_port

from sakaguru.config.postgres import embedded_server

EVENTS_A_SCHOOL = 1
RTO_SECONDS = 900
FEW = {"KS": 1, "GS": 8, "MT": 7, "PS": 1}
"""Sets of a school by role; all others are pupils'."""
SETS = """
WITH bodies AS MATERIALIZED (
  SELECT i.role, array_agg((
    SELECT decode(string_agg('0' || floor(4 * random() + 0 * (n + k))::int, ''), 'hex')
    FROM generate_series(1, i.items) k)) AS some
  FROM (SELECT role, count(*) AS items FROM instruments_item
    WHERE version_id = %(version)s GROUP BY role) i, generate_series(1, 100) n
  GROUP BY i.role)
INSERT INTO survey_submission (id, campaign_id, assignment_id, role, body, digest,
  sequence, key_digest, consent, flags, received_on, filled_for)
SELECT gen_random_uuid(), a.campaign_id, a.id, asked.role,
  (SELECT b.some[1 + (a.id + place * 7) %% 100] FROM bodies b
   WHERE b.role = asked.role),
  encode(sha256(uuid_send(gen_random_uuid())), 'hex'), 1,
  encode(sha256(uuid_send(gen_random_uuid())), 'hex'),
  '2026-1', 0, %(day)s, ''
FROM unnest(%(roles)s::text[], %(many)s::int[]) asked(role, many)
CROSS JOIN survey_assignment a
CROSS JOIN generate_series(0, asked.many - 1) place
WHERE a.campaign_id = %(campaign)s
"""


def main() -> int:
    options = arguments()
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(
        prefix="sakaguru-bench-", dir=options.folder
    ) as name:
        folder = Path(name)
        folder.chmod(0o755)
        with place(folder / "first") as first:
            fill(first, options)
            kept = folder / "kept"
            kept.mkdir()
            backup, keys = backed_up(first, kept)
        with place(folder / "second") as second:
            is_back = came_back(second, backup, keys)
        drilled = timed("drill", first, "drill", backup, "--keys", keys)
        return int(not is_back or bool(drilled.returncode))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=7_400)
    parser.add_argument("--sets", type=int, default=600_000, help="of answers")
    parser.add_argument("--folder", type=Path, help="on a disk with room")
    return parser.parse_args()


@contextmanager
def place(data: Path):
    """The environment of an installation; all it holds goes in the end."""
    data.mkdir()
    kept = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    try:
        yield kept | {
            "SAKAGURU_DATA": str(data),
            "SECRET_KEY": "only-for-this-nation-" * 3,
            "BACKUP_KEY_FILE": str(data.parent / "kept" / "key"),
            "DJANGO_SETTINGS_MODULE": "sakaguru.config.settings",
            "LOG_LEVEL": "ERROR",
        }
    finally:
        embedded_server(data).erase()
        shutil.rmtree(data, ignore_errors=True)


def fill(here: dict[str, str], options: argparse.Namespace) -> None:
    began = time.monotonic()
    server = embedded_server(Path(here["SAKAGURU_DATA"]))
    server.start()
    server.ensure_database()
    command = [sys.executable, __file__, "--schools", str(options.schools)]
    command += ["--sets", str(options.sets)]
    subprocess.run(command, env=here | {"RESTORING_FILLS": "1"}, check=True)
    told("filled", began)
    timed("sealed", here, "manage", "seal_answers")


def fill_here(options: argparse.Namespace) -> int:
    """In a process of its own: the settings name the installation."""
    import django  # noqa: PLC0415 -- after the environment is set

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415

    sys.path.insert(0, str(Path(__file__).parent))
    import nation  # noqa: PLC0415
    from stored import without_indexes  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    nation.build_nation(options.schools, cycles=1)
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        with without_indexes(cursor):
            answer(cursor, options.sets // options.schools)
        note_acts(options.schools * EVENTS_A_SCHOOL)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
        cursor.execute(
            "SELECT pg_size_pretty(pg_database_size(current_database())), count(*) "
            "FROM survey_submission"
        )
        print("database of {}, {:,} sets".format(*cursor.fetchone()), flush=True)
    return 0


def answer(cursor, each: int) -> None:
    """So many sets for every school asked, in the shares of the roles."""
    from sakaguru.survey.enums import ROLES  # noqa: PLC0415
    from sakaguru.survey.models import Assignment, Campaign  # noqa: PLC0415

    campaign = Campaign.objects.get()
    many = FEW | {"SS": each - sum(FEW.values())}
    given = {
        "version": campaign.instrument_version_id,
        "campaign": campaign.pk,
        "day": campaign.closes_on,
        "roles": list(many),
        "many": list(many.values()),
    }
    cursor.execute(SETS, given)
    received = [many.get(role, 0) for role in ROLES]
    Assignment.objects.filter(campaign=campaign).update(received=received)


def note_acts(count: int) -> None:
    """Acts of this many people in the trail, chained."""
    from sakaguru.core import trail  # noqa: PLC0415
    from sakaguru.core.models import AuditEvent  # noqa: PLC0415
    from sakaguru.survey.models import Campaign  # noqa: PLC0415

    campaign = Campaign.objects.get()
    events = (
        AuditEvent(
            at=campaign.opened_at,
            action="campaign.reminded",
            subject_type="survey.campaign",
            subject_id=str(campaign.pk),
            subject_name=campaign.name,
            path=campaign.owner.path,
            detail={"school": number},
        )
        for number in range(count)
    )
    AuditEvent.objects.bulk_create(events, batch_size=2_000)
    trail.seal_all()


def backed_up(here: dict[str, str], kept: Path) -> tuple[Path, Path]:
    """The two files from which everything has to come back."""
    asked(here, "backup", "--new-key", kept / "key")
    timed("backup, read again", here, "backup", "--to", kept)
    asked(here, "backup", "--keys-to", kept)
    (backup,) = kept.glob("sakaguru-2*.backup")
    (keys,) = kept.glob("sakaguru-keys-*.backup")
    timed("read alone", here, "backup", "--verify", backup)
    return backup, keys


def came_back(here: dict[str, str], backup: Path, keys: Path) -> bool:
    """Restore into an empty folder; whether all was equal, sound and soon enough."""
    began = time.monotonic()
    done = [
        timed("restore", here, "restore", backup),
        timed("restore, the keys", here, "restore", keys),
    ]
    serve(here)
    took = time.monotonic() - began
    told(f"until the pages answer (at most {RTO_SECONDS} s wanted)", began)
    done.append(timed("the trail", here, "audit", "verify"))
    done.append(timed("integrity", here, "integrity"))
    return took <= RTO_SECONDS and not any(each.returncode for each in done)


def serve(here: dict[str, str]) -> None:
    """Start the pages, wait until they answer, and end them."""
    service = Service(Path(here["SAKAGURU_DATA"]), processes=1)
    service.port = free_port()
    service.environment = here | {"PORT": str(service.port), "WEB_PROCESSES": "1"}
    try:
        service.start()
    finally:
        service.kill_all()


def timed(name: str, here: dict[str, str], *words) -> subprocess.CompletedProcess[str]:
    began, before = time.monotonic(), used(here)
    done = asked(here, *words, check=False)
    told(name, began, used(here) - before)
    for line in done.stdout.splitlines():
        print(f"    {line}", flush=True)
    return done


def told(name: str, began: float, used: float | None = None) -> None:
    took, load = time.monotonic() - began, os.getloadavg()[0]
    work = f"{used:>8.1f} of the processor" if used is not None else ""
    print(f"{name:<52}{took:>8.1f} s{work}, load {load:.1f}", flush=True)


def used(here: dict[str, str]) -> float:
    """Seconds of the processor so far: our programs and the place's database."""
    mine = resource.getrusage(resource.RUSAGE_CHILDREN)
    server = embedded_server(Path(here["SAKAGURU_DATA"]))
    return mine.ru_utime + mine.ru_stime + sum(map(used_by, processes_of(server)))


def asked(here, *words, check=True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "sakaguru.config", *map(str, words)],
        env=here,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if check and done.returncode:
        raise RuntimeError(done.stdout)
    return done


if __name__ == "__main__":
    if os.environ.get("RESTORING_FILLS"):
        sys.exit(fill_here(arguments()))
    sys.exit(main())
