"""Who may see and change instruments. Each rule is about a version of one."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

VIEW_INSTRUMENT = Rule(
    name=_("melihat instrumen yang ditetapkan unit di atasnya"),
    roles=frozenset(Role),
    owner="instrument__owner",
    reach=Reach.ABOVE,
)
OVERSEE_INSTRUMENT = Rule(
    name=_("melihat instrumen yang ditetapkan unit di bawahnya"),
    roles=frozenset({*Role, SYSTEM_ROLE}),
    owner="instrument__owner",
)
EDIT_INSTRUMENT = Rule(
    name=_("menyusun dan menetapkan instrumen"),
    roles=frozenset({Role.HEAD, Role.HEAD_OF_QA, SYSTEM_ROLE}),
    owner="instrument__owner",
)
