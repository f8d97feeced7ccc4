"""Time the cockpit of a province with 19,000 schools, and what prepares it.

Seeds a scratch database by COPY (its own embedded PostgreSQL, thrown away afterwards):
two cycles, findings derived from both, a plan with activities and money per school.

    python bench/cockpit.py
    python bench/cockpit.py --schools 3000 --rounds 10
"""

from __future__ import annotations

import os
import sys
import time

import pages

PROVINCE = "33"
TIERS = ("NATION", "PROVINCE", "DISTRICT", "AREA", "CLUSTER", "SCHOOL")
PLANS = """
INSERT INTO planning_plan (organisation_id, kind, title, number, starts_on, ends_on,
  school_year, vision, mission, goals, state, round, revision, revision_reason,
  opened_at)
SELECT id, 'rkt', 'RKT', '', current_date - 60, current_date + 300, '2026/2027',
  '', '', '', 'draft', 1, 0, '', now()
FROM organisations_organisation WHERE tier = 6
"""
ACTIVITIES = """
INSERT INTO planning_activity (plan_id, thread, position, cause_words, idea, kind_key,
  form, strength, title, detail, owner_role, starts_on, ends_on, place, participants,
  evidence_asked, component, program, state, done_on)
SELECT p.id, gen_random_uuid(), n, '{}', 'remedy', '', 'improvement', 'practice',
  'Kegiatan ' || n, '', '', current_date - 50, current_date - 20 + n * 10, '', '', '[]',
  'K00', '08', CASE WHEN n < 3 THEN 'verified' ELSE 'planned' END,
  CASE WHEN n < 3 THEN current_date END
FROM planning_plan p, generate_series(1, 6) n
"""
MONEY = """
INSERT INTO planning_budgetline (activity_id, position, description, volume, unit,
  unit_price_rupiah, account_code, activity_code, source, use)
SELECT a.id, n, 'Bahan', 2, 'paket', 250000, '', '', 'bos', 'other'
FROM planning_activity a, generate_series(1, 3) n
"""
SPENT = """
INSERT INTO planning_progress (activity_id, percent, spent_rupiah, source, note, at)
SELECT id, 100, 1200000, 'bos', '', now() FROM planning_activity
WHERE state = 'verified'
"""
IN_FORCE = "UPDATE planning_plan SET state = 'approved', approved_at = now()"


def measure(schools: int, rounds: int) -> int:
    keep_to_one_province()
    nation, line = pages.prepare(schools)
    derive()
    plan()
    prepare_figures()
    heads = ("p50 ms", "p95 ms", "cpu ms", "queries", "kB")
    print(f"{'cockpit of':<14}" + "".join(f"{head:>9}" for head in heads))
    slow = 0
    for tier in TIERS:
        found = pages.timed(
            nation, line[tier], "head", f"/kokpit/{line[tier].code}/", rounds
        )
        p50, p95, cpu, queries, size = found
        slow += p95 > pages.TARGET_MS
        print(
            f"{tier.lower():<14}{p50:>9.1f}{p95:>9.1f}{cpu:>9.1f}{queries:>9}{size:>8.0f}",
            flush=True,
        )
    print(f"target: p95 <= {pages.TARGET_MS} ms; {slow} page(s) over it")
    return 1 if slow else 0


def keep_to_one_province() -> None:
    """All schools in one province; the others stay without any."""
    import django  # noqa: PLC0415 -- after the environment is set

    django.setup()
    sys.path.insert(0, str(pages.Path(__file__).parent))
    import nation  # noqa: PLC0415

    areas = [area for area in nation.shipped_areas() if area.code.startswith(PROVINCE)]
    nation.shipped_areas = lambda: areas


def derive() -> None:
    from sakaguru.findings.models import Finding  # noqa: PLC0415
    from sakaguru.findings.services.derivation import derive_findings  # noqa: PLC0415
    from sakaguru.scoring.models import SchoolResult, ScoreRun  # noqa: PLC0415

    if Finding.objects.exists():
        return
    for run in ScoreRun.objects.order_by("data_on"):
        began = time.perf_counter()
        signed = derive_findings(run_id=run.pk, at=run.finished_at)
        seconds = time.perf_counter() - began
        schools = SchoolResult.objects.filter(run=run).count()
        each = 1000 * seconds / schools
        print(
            f"findings of {run.cycle_label}: {signed:,} in {seconds:.1f} s"
            f" ({each:.2f} ms per school, {each * 148:.0f} s for 148,000)",
            flush=True,
        )


def plan() -> None:
    from django.db import connection  # noqa: PLC0415

    from sakaguru.planning.models import Plan  # noqa: PLC0415

    if Plan.objects.exists():
        return
    with connection.cursor() as cursor:
        for statement in (PLANS, ACTIVITIES, MONEY, SPENT, IN_FORCE, "ANALYZE"):
            cursor.execute(statement)


def prepare_figures() -> None:
    import datetime as dt  # noqa: PLC0415

    from sakaguru.dashboards.services import figures  # noqa: PLC0415

    began, now = time.perf_counter(), dt.datetime.now(dt.UTC)
    units = figures.prepare_figures(day=now.date(), at=now)
    seconds = time.perf_counter() - began
    print(f"{units} large units counted in {seconds:.1f} s, as the worker does hourly")


if __name__ == "__main__":
    os.environ.setdefault("SECOND_FACTOR", "never")  # the bench signs in by itself
    pages.measure = measure
    sys.argv += [] if "--schools" in sys.argv else ["--schools", "19000"]
    raise SystemExit(pages.main())
