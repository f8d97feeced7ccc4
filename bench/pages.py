"""Time the pages of a nation with 148,000 schools: p50, p95 and queries per page.

Seeds a scratch database by COPY (its own embedded PostgreSQL, thrown away afterwards)
and asks every page as the person of its tier, through Django's test client: the
server's time without the network.

    python bench/pages.py                      # a whole nation
    python bench/pages.py --schools 15000 --rounds 10
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

TARGET_MS = 200


def main() -> int:
    options = arguments()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
        return with_server(options.keep.resolve(), options, erase=False)
    with tempfile.TemporaryDirectory(prefix="sakaguru-bench-") as folder:
        Path(folder).chmod(0o755)
        return with_server(Path(folder), options, erase=True)


def with_server(folder: Path, options: argparse.Namespace, *, erase: bool) -> int:
    from sakaguru.config.postgres import FLEETING, Postgres  # noqa: PLC0415

    server = Postgres(folder / "postgres", options=FLEETING)
    server.start()
    try:
        server.ensure_database("bench")
        os.environ["DATABASE_URL"] = server.url("bench")
        os.environ["SAKAGURU_DATA"] = str(folder / "data")
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sakaguru.config.settings")
        return measure(options.schools, options.rounds)
    finally:
        if erase:
            server.erase()
        else:
            server.stop()


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=148_000)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument(
        "--keep", type=Path, help="folder that keeps the database for another run"
    )
    return parser.parse_args()


def measure(schools: int, rounds: int) -> int:
    nation, line = prepare(schools)
    print(f"{'page':<34}{'p50 ms':>9}{'p95 ms':>9}{'cpu ms':>9}{'queries':>9}{'kB':>8}")
    slow = 0
    for name, tier, role, address in pages(line):
        p50, p95, cpu, queries, size = timed(nation, line[tier], role, address, rounds)
        slow += p95 > TARGET_MS
        mark = "  over the target" if p95 > TARGET_MS else ""
        figures = f"{p50:>9.1f}{p95:>9.1f}{cpu:>9.1f}{queries:>9}{size:>8.0f}"
        print(f"{name:<34}{figures}{mark}", flush=True)
    print(f"target: p95 <= {TARGET_MS} ms; {slow} page(s) over it")
    return 1 if slow else 0


def prepare(schools: int):
    """Set Django up and fill the database, if it is not filled yet."""
    import django  # noqa: PLC0415 -- after the environment is set

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["testserver"]
    quiet()
    reverse("scoring:run-list")  # addresses that cannot be read fail here, not later
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    sys.path.insert(0, str(Path(__file__).parent))
    import nation  # noqa: PLC0415

    began = time.perf_counter()
    line = nation.built_nation() or nation.build_nation(schools)
    nation.refresh_counts()
    seconds = time.perf_counter() - began
    print(f"{nation.count_schools():,} schools, two cycles, ready in {seconds:.0f} s")
    return nation, line


def quiet() -> None:
    import logging  # noqa: PLC0415

    logging.disable(logging.WARNING)


def pages(line):
    from django.urls import reverse  # noqa: PLC0415

    from sakaguru.survey.models import Campaign  # noqa: PLC0415

    school = line["SCHOOL"].code
    campaign = Campaign.objects.latest("pk").pk
    yield from (
        ("rapor (school)", "SCHOOL", "head", _at("card-detail", school)),
        ("rapor, standard 3", "SCHOOL", "head", _at("card-standard", school, "3")),
        (
            "rapor ringkas (committee)",
            "SCHOOL",
            "committee",
            _at("card-summary", school),
        ),
        ("rapor XLSX", "SCHOOL", "head", _at("card-sheet", school)),
        (
            "rapor search (nation)",
            "NATION",
            "head",
            _at("card-home") + "?cari=contoh+7",
        ),
    )
    for tier in ("NATION", "PROVINCE", "DISTRICT", "AREA", "CLUSTER"):
        code = line[tier].code
        yield f"peta ({tier.lower()})", tier, "head", _at("map-detail", code)
    nation, district = line["NATION"].code, line["DISTRICT"].code
    yield from (
        (
            "peta, standard 3 (nation)",
            "NATION",
            "head",
            _at("map-detail", nation) + "?standar=3",
        ),
        ("peta of district (school)", "SCHOOL", "head", _at("map-detail", district)),
        ("peta XLSX (nation)", "NATION", "head", _at("map-sheet", nation, "xlsx")),
        ("runs (nation)", "NATION", "head", _at("run-list")),
        ("runs of a campaign", "NATION", "head", _at("campaign-runs", campaign)),
    )
    for tier in ("NATION", "DISTRICT", "SCHOOL"):
        unit = reverse("organisations:organisation-detail", args=[line[tier].code])
        yield f"tugas saya ({tier.lower()})", tier, "head", "/"
        yield f"organisation ({tier.lower()})", tier, "head", unit
    progress = reverse("survey:campaign-detail", args=[campaign])
    yield "campaign (nation)", "NATION", "head", progress
    yield "campaign (district)", "DISTRICT", "head", progress


def _at(name, *arguments):
    from django.urls import reverse  # noqa: PLC0415

    return reverse(f"scoring:{name}", args=arguments)


def timed(nation, unit, role, address, rounds):
    """Median and p95 in ms, mean CPU of this process in ms, queries, and kB of a page.

    The CPU time tells a slow page from a busy machine.
    """
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from sakaguru.accounts.models import User  # noqa: PLC0415

    email = f"{role}-{unit.pk}@contoh.invalid"
    user = User.objects.filter(email=email).first()
    user = user or nation.somebody_at(unit, role)[0]
    client = Client()
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    queries = len(captured)
    times, busy = [], time.process_time()
    for _ in range(rounds):
        began = time.perf_counter()
        client.get(address)
        times.append(1000 * (time.perf_counter() - began))
    cpu = 1000 * (time.process_time() - busy) / rounds
    p95 = statistics.quantiles(times, n=20)[-1] if rounds > 1 else times[0]
    size = len(response.content) / 1000
    return statistics.median(times), p95, cpu, queries, size


if __name__ == "__main__":
    sys.exit(main())
