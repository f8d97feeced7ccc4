from __future__ import annotations

from factories.standards import drafted_framework, published
from matrix.policy import SIGNED_IN, Outcome, of
from matrix.world import TREE

from sakaguru.standards.permissions import (
    EDIT_FRAMEWORK,
    OVERSEE_FRAMEWORK,
    VIEW_FRAMEWORK,
)

CODES = ("1", "1.1", "1.1.1", "1.1.2", "1.1.3", "1.1.4")


def plant(world):
    for key in TREE:
        for state in ("draft", "published"):
            rules = (EDIT_FRAMEWORK,) if state == "draft" else READ
            version = drafted_framework(
                CODES,
                framework__owner=world.units[key],
                framework__code=f"KRK-{key}-{state}",
                label="1",
            )
            if not (state == "published" and key == "N"):
                text = world.secret(f"title of a {state} node", key, *rules)
                version.nodes.filter(code="1").update(title={"id": text, "en": text})
            if state == "published":
                published(version)
            world.kept["framework", key, state] = version
            code = version.framework.code
            world.put("framework", key, state, code=code)
            world.put("framework version", key, state, code=code, label="1")
            world.put("node", key, state, code=code, label="1", node="1.1.1")
            sheet = {"code": code, "label": "1", "form": "xlsx"}
            world.put("framework sheet", key, state, **sheet)
    world.missing |= {
        "framework": {"code": "TIDAK-ADA"},
        "framework version": {"code": "TIDAK-ADA", "label": "1"},
        "node": {"code": "TIDAK-ADA", "label": "1", "node": "1.1.1"},
        "framework sheet": {"code": "TIDAK-ADA", "label": "1", "form": "csv"},
    }


READ = (VIEW_FRAMEWORK, OVERSEE_FRAMEWORK)


def read(person, thing):
    """Drafts for editors; what is published along one's line, and the nation's."""
    if person.reached_by(EDIT_FRAMEWORK, thing.unit):
        return True
    if thing.state == "draft":
        return False
    if thing.unit == "N" and person.standings:
        return True
    return any(person.reached_by(rule, thing.unit) for rule in READ)


def version(**more):
    return of("framework version", read, **more)


ROWS = {
    "standards:framework-list": SIGNED_IN,
    "standards:node-search": SIGNED_IN,
    "standards:framework-detail": of("framework", read),
    "standards:version-compare": of("framework", read),
    "standards:version-detail": version(),
    "standards:version-crosswalk": version(),
    "standards:crosswalk-set": of(
        "framework version", read, may=EDIT_FRAMEWORK, then=Outcome.UNKNOWN
    ),
    "standards:version-draft": version(
        may=EDIT_FRAMEWORK, data=lambda _w, _t: {"label": "2"}
    ),
    "standards:version-publish": version(may=EDIT_FRAMEWORK),
    "standards:version-discard": version(may=EDIT_FRAMEWORK),
    "standards:node-export": of("framework sheet", read),
    "standards:node-detail": of("node", read),
    "standards:node-edit": of("node", read, may=EDIT_FRAMEWORK),
    "standards:node-change": of("node", read, may=EDIT_FRAMEWORK),
}
RULES = READ
