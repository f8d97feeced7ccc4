from __future__ import annotations

from types import SimpleNamespace

from factories.scoring import closed_campaign, compute, publish
from matrix.policy import EVERYONE, SIGNED_IN, of
from matrix.samples.instruments import read as read_instrument
from matrix.world import AT, TODAY, TREE, line

from sakaguru.core.access import SYSTEM
from sakaguru.instruments.permissions import EDIT_INSTRUMENT
from sakaguru.scoring.enums import Audience, EditionKind
from sakaguru.scoring.models import RegionResult, SchoolResult, ScoreRun
from sakaguru.scoring.permissions import (
    COMPUTE_SCORES,
    PUBLISH_SCORES,
    VIEW_CARD,
    VIEW_OWN_CARD_FIRST,
    VIEW_REGION,
    VIEW_REGION_ABOVE,
    VIEW_RUN,
    VIEW_SUMMARY,
)
from sakaguru.scoring.queries.cards import school_card
from sakaguru.scoring.services.editions import issue_edition
from sakaguru.scoring.web import papers

MEASURED = {
    "D1": ("tree", "C1", ["S1", "S2", "S3", "S4"]),
    "D2": ("school", "C3", ["S5"]),
    "D3": ("tree", "C4", ["S6"]),
}
REACHED = {"school": Audience.SCHOOL, "tree": Audience.TREE}


def plant(world):
    for key in TREE:
        for state in ("computed", "published"):
            plant_run(world, key, state)
    for district, (state, cluster, schools) in MEASURED.items():
        plant_scores(world, district, state, cluster, schools)
    for key in TREE:
        code = world.units[key].code
        if TREE[key][1] < 6:
            world.put("map", key, code=code)
        result = RegionResult.objects.filter(organisation=world.units[key])
        if result.filter(run__audience__gte=Audience.TREE).exists():
            world.put("map sheet", key, code=code, form="csv")
    code = {"code": "TIDAK-ADA"}
    world.missing |= {
        "run": {"run_id": 0},
        "finished run": {"run_id": 0},
        "run sheet": {"run_id": 0, "form": "xlsx"},
        "run campaign": {"campaign_id": 0},
        "card": code,
        "card standard": code | {"standard": "1"},
        "edition": {"edition": "TIDAKADA"},
        "map": code,
        "map sheet": code | {"form": "csv"},
    }


def plant_run(world, key, state):
    campaign = world.kept["campaign", key, "closed"]
    run = ScoreRun.objects.create(
        owner=world.units[key],
        campaign=campaign,
        cycle_label="2026",
        data_on=TODAY,
        framework_version=campaign.instrument_version.framework_version,
        instrument_version=campaign.instrument_version,
        requested_at=AT,
        state="failed" if state == "computed" else "done",
        failure=world.secret("why a run failed", key, VIEW_RUN),
        audience=Audience.TREE if state == "published" else 0,
        finished_at=AT,
    )
    world.put("run", key, state, run_id=run.pk)
    if state == "published":
        world.put("finished run", key, run_id=run.pk)
    world.put("run sheet", key, state, run_id=run.pk, form="xlsx")
    world.put("run campaign", key, state, campaign_id=campaign.pk)


def plant_scores(world, district, state, cluster, schools):
    above = line(district)
    units = SimpleNamespace(
        nation=world.units["N"],
        province=world.units[above[1]],
        district=world.units[district],
        area=world.units[TREE[cluster][0]],
        cluster=world.units[cluster],
        schools=[world.units[key] for key in schools],
    )
    made = closed_campaign(
        len(schools),
        units=units,
        instrument=world.kept["instrument"],
        seed=district,
    )
    made.campaign.name = f"Terhitung {district}"
    made.campaign.save()
    run = compute(made.campaign)
    publish(run, REACHED[state])
    if state == "school":
        for rows in (RegionResult, SchoolResult):
            name = world.secret(f"name in a hidden {rows.__name__}", district, VIEW_RUN)
            rows.objects.filter(run=run).update(name=name)
    for key in schools:
        plant_card(world, key, state, run)


def plant_card(world, key, state, run):
    school = world.units[key]
    world.put("card", key, state, code=school.code)
    world.put("card standard", key, state, code=school.code, standard="1")
    card = school_card(school, run.pk)
    for kind in EditionKind:
        made = issue_edition(
            actor=SYSTEM,
            result=card.result,
            kind=kind,
            language="id",
            content=papers.content_of(card, kind),
            at=AT,
        )
        world.put("edition", key, f"{state} {kind.value}", edition=made.code)


def waits_for(person, thing, *, summary=False):
    """The step of publication that opens a school's card to this person."""
    if person.reached_by(VIEW_OWN_CARD_FIRST, thing.unit):
        return Audience.SCHOOL
    if person.reached_by(VIEW_CARD, thing.unit):
        return Audience.TREE
    if summary and person.reached_by(VIEW_SUMMARY, thing.unit):
        return Audience.PUBLIC
    return None


def card(person, thing):
    """Who waits for a card knows that there will be one."""
    return waits_for(person, thing) is not None


def summary(person, thing):
    return waits_for(person, thing, summary=True) is not None


def open_card(person, thing):
    step = waits_for(person, thing)
    return step is not None and REACHED[thing.state.split()[0]] >= step


def edition(person, thing):
    state, kind = thing.state.split()
    step = waits_for(person, thing, summary=kind == EditionKind.SUMMARY)
    return step is not None and REACHED[state] >= step


def scales(person, thing):
    """The instrument is the nation's: its authors read scales of published runs."""
    if thing.state == "computed":
        return False
    author = person.reached_by(EDIT_INSTRUMENT, "N")
    return person.reached_by(VIEW_RUN, thing.unit) or author


MAP = (VIEW_REGION, VIEW_REGION_ABOVE)

ROWS = {
    "scoring:card-home": SIGNED_IN,
    "scoring:card-detail": of("card", card),
    "scoring:card-standard": of("card standard", open_card),
    "scoring:card-summary": of("card", summary),
    "scoring:card-sheet": of("card", open_card),
    "scoring:edition-issue": of(
        "card", open_card, data=lambda _world, _thing: {"kind": "full"}
    ),
    "scoring:edition-paper": of("edition", edition),
    "scoring:edition-search": EVERYONE,
    "scoring:edition-check": of("edition", audience=EVERYONE.audience),
    "scoring:map-home": SIGNED_IN,
    "scoring:map-detail": of("map", *MAP),
    "scoring:map-sheet": of("map sheet", *MAP),
    "scoring:run-list": SIGNED_IN,
    "scoring:run-detail": of("run", VIEW_RUN),
    "scoring:scale-home": of(
        "instrument version", read_instrument, may=EDIT_INSTRUMENT
    ),
    "scoring:scale-list": of("run", scales),
    "scoring:scale-sheet": of("run sheet", scales),
    "scoring:run-release": of("finished run", VIEW_RUN, may=PUBLISH_SCORES),
    "scoring:run-publish": of("run", VIEW_RUN, may=PUBLISH_SCORES),
    "scoring:campaign-runs": of("run campaign", VIEW_RUN),
    "scoring:run-request": of("run campaign", VIEW_RUN, may=COMPUTE_SCORES),
}
