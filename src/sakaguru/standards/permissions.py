"""Who may see and change frameworks. Each rule is about a version of one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

VIEW_FRAMEWORK = Rule(
    name=_("melihat standar yang ditetapkan unit di atasnya"),
    roles=frozenset(Role),
    owner="framework__owner",
    reach=Reach.ABOVE,
)
OVERSEE_FRAMEWORK = Rule(
    name=_("melihat standar yang ditetapkan unit di bawahnya"),
    roles=frozenset({*Role, SYSTEM_ROLE}),
    owner="framework__owner",
)
EDIT_FRAMEWORK = Rule(
    name=_("menyusun dan menetapkan standar"),
    roles=frozenset({Role.HEAD, Role.HEAD_OF_QA, SYSTEM_ROLE}),
    owner="framework__owner",
)
