from matrix.policy import EVERYONE, of, own
from matrix.world import TREE

from sakaguru.dashboards.permissions import VIEW_COCKPIT


def plant(world):
    for key, (_parent, tier) in TREE.items():
        if tier <= 6:
            world.put("cockpit", key, code=world.units[key].code)
    world.missing["cockpit"] = {"code": "TIDAK-ADA"}


def own_cockpit(person, _thing):
    return person.unit != "M" and person.reached_by(VIEW_COCKPIT, person.unit)


def stands_in_the_tree(person, _thing):
    return person.unit != "M" and bool(person.standings)


ROWS = {
    "dashboards:home": EVERYONE,
    "dashboards:own-cockpit": own(own_cockpit, sees=(stands_in_the_tree,)),
    "dashboards:cockpit": of("cockpit", VIEW_COCKPIT),
}
