"""Change the table of rules one role, reach or owner at a time.

A change is noticed by the page of permissions, which a person reads before it is
printed anew: a rule that lets in or shuts out somebody else never goes unseen. Whether
the product does what its rules say is what the matrix asks (tests/matrix).
"""

from __future__ import annotations

import django
from django.utils.translation import override


def try_rules(tell) -> None:
    django.setup()
    from sakaguru.config.docs import PERMISSIONS, permissions_page, rules

    printed, totals = PERMISSIONS.read_text("utf-8"), [0, 0]
    with override("id"):
        if permissions_page() != printed:
            tell("rules: the page of permissions is old without any change")
            return
        for capability, name, rule in rules():
            for said, field, value in ways(rule):
                before = getattr(rule, field)
                object.__setattr__(rule, field, value)
                killed = permissions_page() != printed
                object.__setattr__(rule, field, before)
                totals[0] += killed
                totals[1] += 1
                if not killed:
                    tell(f"NOT NOTICED {capability}/permissions | {name}: {said} # -")
    tell("== rules: {} of {}".format(*totals))


def ways(rule):
    from sakaguru.core.access import SYSTEM_ROLE, Reach
    from sakaguru.organisations.enums import Role

    for role in [*Role, SYSTEM_ROLE]:
        without = rule.roles - {role}
        if role in rule.roles:
            yield f"without {role}", "roles", without
        else:
            yield f"with {role}", "roles", rule.roles | {role}
    for reach in Reach:
        if reach is not rule.reach:
            yield f"reaches {reach.value}", "reach", reach
