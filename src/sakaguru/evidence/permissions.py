"""Who may read, add, check and withdraw evidence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

_TEAM = frozenset({Role.HEAD, Role.HEAD_OF_QA, Role.QUALITY_TEAM})
_GUIDES = frozenset({Role.SUPERVISOR, Role.FACILITATOR})

VIEW_EVIDENCE = Rule(
    name=_("melihat bukti"),
    roles=_TEAM | _GUIDES | {Role.OPERATOR, Role.TEACHER, Role.AUDITOR},
    owner="organisation",
)
ADD_EVIDENCE = Rule(
    name=_("menambahkan bukti"),
    roles=_TEAM | _GUIDES | {Role.OPERATOR, Role.TEACHER},
    owner="organisation",
    reach=Reach.OWN,
)
ADD_IN_BULK = Rule(
    name=_("menambahkan bukti secara massal"),
    roles=frozenset({SYSTEM_ROLE}),
    owner="organisation",
)
CHECK_EVIDENCE = Rule(
    name=_("memeriksa bukti"), roles=_TEAM | _GUIDES, owner="organisation"
)
WITHDRAW_EVIDENCE = Rule(
    name=_("menarik bukti"),
    roles=frozenset({Role.HEAD, Role.HEAD_OF_QA}),
    owner="organisation",
    reach=Reach.OWN,
)
