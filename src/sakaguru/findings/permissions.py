"""Who may read, record, explain, order and decide findings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

_LEADERS = frozenset({Role.HEAD, Role.HEAD_OF_QA})
_TEAM = _LEADERS | {Role.QUALITY_TEAM}
_GUIDES = frozenset({Role.SUPERVISOR, Role.FACILITATOR})
_READERS = frozenset(set(Role) - {Role.MANAGER, Role.COMMITTEE, Role.PARTNER_OFFICER})

VIEW_OWN_FINDING_FIRST = Rule(
    name=_("melihat temuan unit sendiri lebih dulu"),
    roles=_TEAM,
    owner="organisation",
    reach=Reach.OWN,
)
VIEW_FINDING = Rule(name=_("melihat temuan"), roles=_READERS, owner="organisation")
RECORD_FINDING = Rule(
    name=_("mencatat temuan"),
    roles=_TEAM | _GUIDES | {Role.AUDITOR, SYSTEM_ROLE},
    owner="organisation",
)
EXPLAIN_FINDING = Rule(
    name=_("menetapkan sebab temuan"),
    roles=_TEAM | {Role.TEACHER, SYSTEM_ROLE},
    owner="organisation",
    reach=Reach.OWN,
)
DECIDE_FINDING = Rule(
    name=_("memutuskan dan mengurutkan temuan"),
    roles=_LEADERS,
    owner="organisation",
    reach=Reach.OWN,
)
