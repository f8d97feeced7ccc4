"""A synthetic nation in a scratch database, written by COPY: for benchmarks of pages.

Real areas, invented schools, scores drawn by chance and rolled up by the real engine.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import time
import uuid

import numpy as np
from django.core.management import call_command
from django.db import connection, transaction

from sakaguru.accounts.models import User
from sakaguru.core.access import lineage
from sakaguru.instruments.models import InstrumentVersion
from sakaguru.organisations.adapters.shipped import shipped_areas
from sakaguru.organisations.enums import AreaLevel, Tier
from sakaguru.organisations.models import Membership, Organisation
from sakaguru.organisations.queries.tree import StandThen
from sakaguru.scoring.adapters import compute, results
from sakaguru.scoring.enums import Audience, RunPurpose, RunState
from sakaguru.scoring.logic.snapshot import SchoolThen, Snapshot
from sakaguru.scoring.models import Publication, ScoreRun
from sakaguru.scoring.queries.documents import framework_document, instrument_document
from sakaguru.survey.enums import ROLES
from sakaguru.survey.models import Campaign
from sakaguru.survey.services.progress import refresh_progress

FOUNDED = "2010-01-01"
AT = dt.datetime(2026, 11, 14, 3, tzinfo=dt.UTC)
PER_CLUSTER = 6
PEOPLE = (1, 10, 60, 150, 1, 1)
MINIMUM = (1, 6, 30, 6, 0, 0)


def build_nation(schools: int, cycles: int = 2) -> dict[str, Organisation]:
    """Fill the database; gives one unit of each tier on the line of a full district."""
    call_command("load_standards", verbosity=0)
    call_command("load_instruments", verbosity=0)
    stands = tree(schools)
    with transaction.atomic():
        copy_tree(stands)
        copy_schools(stands)
    for cycle, seed in (("2025/2026", 1), ("2026/2027", 2))[-cycles:]:
        began = time.perf_counter()
        with transaction.atomic():
            play_cycle(stands, cycle, seed)
        print(f"cycle {cycle}: {time.perf_counter() - began:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return line_of_a_school()


def tree(schools: int) -> list[StandThen]:
    """Nation, provinces, districts, a Korwil per kecamatan, gugus and schools."""
    root = Organisation.objects.filter(tier=Tier.NATION).first()
    top = StandThen(root.pk if root else 1, 1, "ID", "Nasional", "ID/", None)
    if root:
        top = top._replace(code=root.code, name=root.name, path=root.path)
    tiers = {
        AreaLevel.PROVINCE: (Tier.PROVINCE, "Dinas Pendidikan Provinsi"),
        AreaLevel.DISTRICT: (Tier.DISTRICT, "Dinas Pendidikan"),
        AreaLevel.SUBDISTRICT: (Tier.AREA, "Korwil"),
    }
    stands, known, pk = [top], {"": top}, 10
    for area in shipped_areas():
        tier, word = tiers[area.level]
        above = known[area.parent_code]
        pk += 1
        stand = stand_below(above, pk, tier, area.code, f"{word} {area.name}")
        known[area.code] = stand
        stands.append(stand)
    areas = [stand for stand in stands if stand.tier == Tier.AREA]
    return stands + clusters_and_schools(areas, schools, pk)


def clusters_and_schools(areas, schools: int, pk: int) -> list[StandThen]:
    found, number = [], 0
    for place, area in enumerate(areas):
        here = schools * (place + 1) // len(areas) - schools * place // len(areas)
        for start in range(0, here, PER_CLUSTER):
            pk += 1
            group = start // PER_CLUSTER + 1
            code = f"{area.code}-G{group}"
            cluster = stand_below(area, pk, Tier.CLUSTER, code, f"Gugus {group}")
            found.append(cluster)
            for _ in range(start, min(start + PER_CLUSTER, here)):
                pk, number = pk + 1, number + 1
                code, name = f"{10_000_000 + number}", f"SD Contoh {number}"
                found.append(stand_below(cluster, pk, Tier.SCHOOL, code, name))
    return found


def stand_below(above: StandThen, pk: int, tier, code: str, name: str) -> StandThen:
    return StandThen(pk, int(tier), code, name, f"{above.path}{code}/", above.pk)


def copy_tree(stands) -> None:
    have = set(Organisation.objects.values_list("pk", flat=True))
    new = [s for s in stands if s.pk not in have]
    columns = "id,tier,code,name,parent_id,path,opened_on"
    copy_text(
        f"organisations_organisation ({columns})",
        ((s.pk, s.tier, s.code, s.name, s.parent_id, s.path, FOUNDED) for s in new),
    )
    copy_text(
        "organisations_placement (organisation_id,parent_id,valid_from)",
        ((s.pk, s.parent_id, FOUNDED) for s in new),
    )
    copy_text(
        "organisations_namespell (organisation_id,name,valid_from)",
        ((s.pk, s.name, FOUNDED) for s in new),
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('organisations_organisation', 'id'),"
            " (SELECT max(id) FROM organisations_organisation))"
        )


def copy_schools(stands) -> None:
    chance = np.random.default_rng(3)
    schools = [s for s in stands if s.tier == Tier.SCHOOL]
    pupils = chance.integers(60, 300, len(schools))
    copy_text(
        "organisations_school (organisation_id,npsn,status,village,address,"
        "connectivity,pupils,upper_pupils,teachers,class_groups)",
        (
            (s.pk, s.code, status_of(place), "", "", "", n, n // 2, 9, 6)
            for place, (s, n) in enumerate(zip(schools, pupils, strict=True))
        ),
    )


def status_of(place: int) -> str:
    return "SWASTA" if place % 8 == 0 else "NEGERI"


def play_cycle(stands, cycle: str, seed: int) -> ScoreRun:
    """One campaign of the whole nation, scored by chance and published to all."""
    nation = Organisation.objects.get(pk=stands[0].pk)
    version = InstrumentVersion.objects.published().get(
        instrument__code__startswith="EDS"
    )
    campaign = Campaign.objects.create(
        owner=nation,
        scope=nation,
        instrument_version=version,
        name=f"EDS-SD {cycle}",
        cycle_label=cycle,
        opens_on=AT.date() - dt.timedelta(44),
        closes_on=AT.date(),
        opened_at=AT - dt.timedelta(44),
        closed_at=AT,
    )
    copy_assignments(campaign, stands)
    run = ScoreRun.objects.create(
        owner=nation,
        campaign=campaign,
        purpose=RunPurpose.CAMPAIGN,
        cycle_label=cycle,
        data_on=AT.date() - dt.timedelta(400 * (2 - seed)),
        framework_version=version.framework_version,
        instrument_version=version,
        requested_at=AT,
        finished_at=AT,
    )
    snapshot = snapshot_of(version, stands)
    computed = drawn(snapshot, seed)
    results.copy_schools(run.pk, snapshot.schools, computed)
    results.copy_regions(run.pk, computed.regions)
    states = [state.value for state in computed.schools.states]
    run.nodes, run.leaves, run.uppers = computed.nodes, computed.leaves, computed.uppers
    run.counts = {s: states.count(s) for s in set(states)} | {"schools": len(states)}
    run.state, run.digest, run.audience = RunState.DONE, "0" * 64, Audience.PUBLIC
    run.method_version = computed.method_version
    run.save()
    for audience in Audience:
        Publication.objects.create(
            run=run, organisation=nation, audience=audience, published_at=AT
        )
    return run


def copy_assignments(campaign, stands) -> None:
    people, needed = (
        "{" + ",".join(map(str, numbers)) + "}" for numbers in (PEOPLE, MINIMUM)
    )
    copy_text(
        "survey_assignment (campaign_id,school_id,state,people,needed,received,"
        "poster_digest,poster_edition)",
        (
            (campaign.pk, s.pk, 4, people, needed, needed, uuid.uuid4().hex * 2, 1)
            for s in stands
            if s.tier == Tier.SCHOOL
        ),
    )


def snapshot_of(version, stands) -> Snapshot:
    chance = np.random.default_rng(3)
    schools = [s for s in stands if s.tier == Tier.SCHOOL]
    pupils = chance.integers(60, 300, len(schools)).tolist()
    return Snapshot(
        framework=framework_document(version.framework_version),
        instrument=instrument_document(version),
        schools=[
            SchoolThen(s, status_of(place), n, True, PEOPLE, MINIMUM)  # noqa: FBT003
            for place, (s, n) in enumerate(zip(schools, pupils, strict=True))
        ],
        units=[s for s in stands if s.tier < Tier.SCHOOL],
    )


def drawn(snapshot: Snapshot, seed: int) -> compute.Computed:
    """Scores by chance on the sub-indicators, the rest by the engine's own rules."""
    from sakaguru.engine.scores import climb, empty_scores, levels_of  # noqa: PLC0415

    chance = np.random.default_rng(seed)
    instrument = compute.compiled(snapshot.framework, snapshot.instrument)
    count = len(snapshot.schools)
    scores = empty_scores(instrument, count, errors=True, roles=False)
    leaves = [p for p in scores.framework.subindicators if instrument.measured[p]]
    base = chance.normal(4.6 + 0.2 * seed, 0.8, (count, 1))
    points = base + chance.normal(0, 0.9, (count, len(leaves)))
    scores.score[:, leaves] = np.clip(points, 0, 7)
    climb(scores.framework, scores.score)
    sent = chance.random(count) > 0.06
    scores.score[~sent] = np.nan
    scores.coverage[sent] = 0.97
    scores.n[sent] = np.where(instrument.measured, 48, 0)
    scores.sufficient[:] = (
        instrument.measured & (sent & (chance.random(count) > 0.1))[:, None]
    )
    scores.respondents[sent] = [1, 8, 32, 7, 1, 1]
    scores.se[sent] = 0.12
    scores.level[:] = np.where(
        scores.sufficient, levels_of(scores.score, scores.framework), 0
    )
    computed = compute.gathered(snapshot, scores)
    return dataclasses.replace(computed, schools=with_roles(computed, chance, count))


def with_roles(computed, chance, count: int):
    """Role figures near the score of their sub-indicator; data of none."""
    places = [computed.nodes.index(code) for code in computed.leaves]
    points = np.nan_to_num(computed.schools.scores[:, places], nan=-0.01)
    roles = len(ROLES)
    shift = chance.integers(-60, 60, (count, len(places), roles), np.int16)
    figures = np.clip((points * 100).astype(np.int16)[:, :, None] + shift, 0, 700)
    figures[:, :, 3:] = -1
    n = np.tile(np.array([1, 8, 32, 0, 0, 0], np.int16), (count, len(places)))
    return dataclasses.replace(
        computed.schools, role_scores=figures.reshape(count, -1), role_n=n
    )


def copy_text(target: str, rows) -> None:
    """COPY rows of plain values; None is null."""
    with (
        connection.cursor() as cursor,
        cursor.cursor.copy(f"COPY {target} FROM STDIN") as copy,
    ):
        buffer = io.StringIO()
        for number, row in enumerate(rows):
            buffer.write(
                "\t".join("\\N" if cell is None else str(cell) for cell in row) + "\n"
            )
            if number % 20_000 == 0:
                copy.write(buffer.getvalue())
                buffer = io.StringIO()
        copy.write(buffer.getvalue())


def built_nation() -> dict[str, Organisation] | None:
    """The line of an earlier run that was kept; None in an empty database."""
    return line_of_a_school() if ScoreRun.objects.count() > 1 else None


def refresh_counts() -> None:
    """Prepare the counts of campaigns, as the worker does every few minutes."""
    for campaign in Campaign.objects.filter(progress=None):
        refresh_progress(campaign=campaign, at=AT)


def count_schools() -> int:
    return Organisation.objects.filter(tier=Tier.SCHOOL).count()


def line_of_a_school() -> dict[str, Organisation]:
    schools = Organisation.objects.filter(tier=Tier.SCHOOL)
    path = schools.filter(path__contains="/33.02/").order_by("pk").first().path
    units = Organisation.objects.filter(path__in=lineage(path))
    return {Tier(unit.tier).name: unit for unit in units}


def somebody_at(unit: Organisation, role: str) -> tuple[User, Membership]:
    user = User.objects.create_user(
        email=f"{role}-{unit.pk}@contoh.invalid", name="Orang Contoh"
    )
    membership = Membership.objects.create(
        user=user, organisation=unit, role=role, valid_from=dt.date(2010, 1, 1)
    )
    return user, membership
