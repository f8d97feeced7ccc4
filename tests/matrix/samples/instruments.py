from __future__ import annotations

from factories.instruments import drafted_instrument
from factories.standards import published
from matrix.policy import SIGNED_IN, of
from matrix.samples.standards import read as read_framework
from matrix.world import TREE

from sakaguru.instruments.models import DataField
from sakaguru.instruments.permissions import (
    EDIT_INSTRUMENT,
    OVERSEE_INSTRUMENT,
    VIEW_INSTRUMENT,
)

FIGURES = ("buku_1", "buku_2")
ROLES = ("KS", "GS", "SS", "MT", "DATA")


def plant(world):
    framework = world.kept["framework", "N", "published"]
    for key in TREE:
        for state in ("draft", "published"):
            rules = (EDIT_INSTRUMENT,) if state == "draft" else READ
            version = drafted_instrument(
                ("KS",),
                instrument__owner=world.units[key],
                instrument__code=f"INS-{key}-{state}",
                label="1",
                framework_version=framework,
            )
            if not (state == "published" and key == "N"):
                text = world.secret(f"text of a {state} item", key, *rules)
                version.items.update(text={"id": text, "en": text})
            if state == "published":
                published(version)
            put(world, key, state, version)
    asked = drafted_instrument(
        ROLES, instrument__owner=world.units["N"], framework_version=framework
    )
    for position, key in enumerate(FIGURES):
        DataField.objects.create(
            version=asked,
            position=position,
            key=key,
            kind="number",
            label={"id": key, "en": key},
        )
    world.kept["instrument"] = published(asked)
    world.missing |= {
        "instrument": {"code": "TIDAK-ADA"},
        "instrument version": {"code": "TIDAK-ADA", "label": "1"},
        "questionnaire": {"code": "TIDAK-ADA", "label": "1", "role": "KS"},
        "item": {"code": "TIDAK-ADA", "label": "1", "item": "KS001"},
        "item sheet": {"code": "TIDAK-ADA", "label": "1", "form": "csv"},
        "asked node": {"framework": "TIDAK-ADA", "label": "1", "node": "1.1.1"},
    }


def put(world, key, state, version):
    at = {"code": version.instrument.code, "label": "1"}
    world.put("instrument", key, state, code=at["code"])
    world.put("instrument version", key, state, **at)
    world.put("questionnaire", key, state, **at, role="KS")
    world.put("item", key, state, **at, item="KS001")
    world.put("item sheet", key, state, **at, form="csv")
    framework = world.kept["framework", key, state].framework.code
    node = {"framework": framework, "label": "1", "node": "1.1.1"}
    world.put("asked node", key, state, **node)


READ = (VIEW_INSTRUMENT, OVERSEE_INSTRUMENT)


def read(person, thing):
    """Drafts for editors; what is published along one's line, and the nation's."""
    if person.reached_by(EDIT_INSTRUMENT, thing.unit):
        return True
    if thing.state == "draft":
        return False
    if thing.unit == "N" and person.standings:
        return True
    return any(person.reached_by(rule, thing.unit) for rule in READ)


def makes_instruments(person, _thing):
    """Only the nation, provinces and districts own instruments."""
    return person.unit[:1] in "NPD" and person.reached_by(EDIT_INSTRUMENT, person.unit)


def version(**more):
    return of("instrument version", read, **more)


ROWS = {
    "instruments:instrument-list": SIGNED_IN,
    "instruments:node-items": of("asked node", read_framework),
    "instruments:instrument-detail": of("instrument", read),
    "instruments:version-compare": of("instrument", read),
    "instruments:version-detail": version(),
    "instruments:coverage-detail": version(),
    "instruments:questionnaire-detail": of("questionnaire", read),
    "instruments:version-draft": version(
        may=EDIT_INSTRUMENT, data=lambda _w, _t: {"label": "2"}
    ),
    "instruments:version-adapt": version(may=makes_instruments),
    "instruments:version-adapted": version(may=makes_instruments),
    "instruments:version-publish": version(may=EDIT_INSTRUMENT),
    "instruments:version-discard": version(may=EDIT_INSTRUMENT),
    "instruments:item-export": of("item sheet", read),
    "instruments:item-detail": of("item", read),
    "instruments:item-edit": of("item", read, may=EDIT_INSTRUMENT),
    "instruments:item-change": of("item", read, may=EDIT_INSTRUMENT),
}
