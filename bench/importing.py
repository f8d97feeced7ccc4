# ruff: noqa: PLC0415 -- the settings stand in the environment late
"""Time the import of the nation's schools from one list: by its pages and the worker.

    python bench/importing.py
    python bench/importing.py --schools 10000 --kind csv

Made-up schools, spread over all kecamatan: first into a country without offices, which
the list opens; then the same list, which must change nothing; then one with a new count
in every row. Every list goes in at the door; a worker of its own process rehearses it,
and another runs it. Memory is the most that each process held at once. Its own
database, thrown away afterwards.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TARGET_S = 60
HEADER = ("npsn", "nama", "kode kecamatan", "status", "desa", "alamat", "murid", "guru")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--schools", type=int, default=148_000)
    parser.add_argument("--kind", choices=("xlsx", "csv"), default="xlsx")
    told = parser.parse_args()
    from sakaguru.config.postgres import DURABLE, Postgres

    with tempfile.TemporaryDirectory(prefix="sakaguru-bench-") as folder:
        Path(folder).chmod(0o755)
        postgres = Postgres(Path(folder) / "postgres", options=DURABLE)
        try:
            postgres.start()
            postgres.ensure_database("importing")
            os.environ |= {
                "DATABASE_URL": postgres.url("importing"),
                "SECRET_KEY": "only-for-this-service-" * 3,
                "SAKAGURU_DATA": f"{folder}/data",
                "SECOND_FACTOR": "never",
                "LOG_LEVEL": "ERROR",
                "DEBUG": "0",
                "DJANGO_SETTINGS_MODULE": "sakaguru.config.settings",
            }
            return measure(told.schools, told.kind)
        finally:
            postgres.erase()


def measure(schools: int, kind: str) -> int:
    client = prepare()
    from sakaguru.organisations.enums import Tier
    from sakaguru.organisations.models import Organisation

    worst = 0.0
    print(f"{schools} schools, {kind} (load {os.getloadavg()[0]:.1f})")
    print("seconds by the clock (of our processor; megabytes at most)")
    heads = "".join(f"{head:>22}" for head in ("upload", "check", "run"))
    print(f"{'list':<12}{'MB':>6}{heads}{'longest page':>16}")
    for name, more in (("new", 0), ("the same", 0), ("changed", 1)):
        size, parts, longest = taken(client, name, table(schools, more, kind), kind)
        worst = max(worst, sum(part[0] for part in parts))
        told = (f"{clock:.1f} ({cpu:.1f}; {most:.0f})" for clock, cpu, most in parts)
        line = "".join(f"{each:>22}" for each in told)
        print(f"{name:<12}{size / 1e6:>6.1f}{line}{longest:>14.2f} s", flush=True)
    found = Organisation.objects.filter(tier=Tier.SCHOOL).count()
    print(f"{found} schools, {Organisation.objects.count() - found} offices stand")
    print(
        f"target: {TARGET_S} s each, worst {worst:.1f}; load {os.getloadavg()[0]:.1f}"
    )
    return 0 if worst <= TARGET_S and found == schools else 1


def prepare():
    """The areas of the state, the nation's office, and somebody at its head."""
    import django

    django.setup()
    sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
    import datetime as dt

    from django.core.management import call_command
    from django.test import Client
    from django.test.utils import setup_test_environment
    from factories.organisations import MembershipFactory, UserFactory

    from sakaguru.core.access import SYSTEM
    from sakaguru.organisations.adapters.shipped import shipped_areas
    from sakaguru.organisations.enums import Role
    from sakaguru.organisations.services.areas import load_areas
    from sakaguru.organisations.services.offices import ensure_office

    setup_test_environment()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    load_areas(rows=shipped_areas())
    now = dt.datetime.now(dt.UTC)
    nation = ensure_office(actor=SYSTEM, area=None, opened_on=now.date(), at=now)
    user = UserFactory()
    MembershipFactory(user=user, organisation=nation, role=Role.HEAD)
    client = Client()
    client.force_login(user)
    return client


def table(schools: int, more: int, kind: str) -> bytes:
    """Schools spread over all kecamatan; ``more`` pupils in each."""
    from sakaguru.organisations.models import Area

    codes = list(Area.objects.filter(level=3).values_list("code", flat=True))
    rows = [
        (
            f"{10_000_000 + n}",
            f"SD Negeri {n} Contoh",
            codes[n * len(codes) // schools],
            "SWASTA" if n % 8 == 0 else "NEGERI",
            f"Desa {n % 900}",
            f"Jalan Contoh Nomor {n}",
            90 + n % 150 + more,
            9,
        )
        for n in range(schools)
    ]
    return as_csv(rows) if kind == "csv" else as_xlsx(rows)


def as_csv(rows) -> bytes:
    file = io.StringIO()
    csv.writer(file, delimiter=";").writerows([HEADER, *rows])
    return file.getvalue().encode()


def as_xlsx(rows) -> bytes:
    import xlsxwriter

    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([HEADER, *rows]):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def taken(client, name, content, kind):
    """What upload, rehearsal and run cost, and how long the longest page took."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile(f"sekolah.{kind}", content)
    address = "/organisasi/ID/impor-sekolah/unggah/"
    uploaded, first = here(lambda: client.post(address, {"file": file}))
    parts, pages = [first, worked()], []
    check, page = here(lambda: client.get(uploaded.url))
    pages.append(page[0])
    assert check.status_code == 200, check.status_code
    if name != "the same":
        asked, page = here(lambda: client.post(f"{uploaded.url}jalankan/"))
        pages.append(page[0])
        assert asked.status_code == 302, asked.text
        parts.append(worked())
        done, page = here(lambda: client.get(uploaded.url))
        pages.append(page[0])
        assert "sudah dijalankan" in done.text
    return len(content), parts, max(pages)


def here(act):
    """What came of it; seconds by the clock, of the processor, megabytes more."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak begins anew
    before, clock, cpu = resident("VmRSS"), time.perf_counter(), time.process_time()
    came = act()
    took = time.perf_counter() - clock, time.process_time() - cpu
    return came, (*took, resident("VmHWM") - before)


def resident(field: str) -> float:
    """Megabytes of this process."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{field}:")[2].split()[0]) / 1000


def worked():
    """The same of a worker that does what waits and ends, with its start."""
    command = [sys.executable, "-m", "django", "procrastinate", "worker", "--one-shot"]
    clock = time.perf_counter()
    worker = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(worker.pid, 0)
    took = time.perf_counter() - clock
    worker.returncode = os.waitstatus_to_exitcode(status)
    assert worker.returncode == 0, worker.returncode
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000


if __name__ == "__main__":
    sys.exit(main())
