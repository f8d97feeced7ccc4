"""Who may read, draft, decide, carry out and comment on plans."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

_LEADERS = frozenset({Role.HEAD, Role.HEAD_OF_QA})
_TEAM = _LEADERS | {Role.QUALITY_TEAM}
_HANDS = _TEAM | {Role.OPERATOR, Role.TEACHER}
_GUIDES = frozenset({Role.SUPERVISOR, Role.FACILITATOR})
_READERS = frozenset(set(Role) - {Role.MANAGER, Role.PARTNER_OFFICER})

VIEW_PLAN = Rule(
    name=_("melihat rencana yang diajukan"), roles=_READERS, owner="organisation"
)
VIEW_DRAFT = Rule(
    name=_("melihat rancangan rencana unit sendiri"),
    roles=_HANDS | {Role.COMMITTEE},
    owner="organisation",
    reach=Reach.OWN,
)
DRAFT_PLAN = Rule(
    name=_("menyusun rancangan rencana"),
    roles=_HANDS,
    owner="organisation",
    reach=Reach.OWN,
)
STEER_PLAN = Rule(
    name=_("membuka, mengajukan, dan merevisi rencana"),
    roles=_LEADERS,
    owner="organisation",
    reach=Reach.OWN,
)
AGREE_PLAN = Rule(
    name=_("menyepakati rencana sebagai komite"),
    roles=frozenset({Role.COMMITTEE}),
    owner="organisation",
    reach=Reach.OWN,
)
RECORD_AGREEMENT = Rule(
    name=_("mencatat keputusan komite menurut berita acaranya"),
    roles=_LEADERS,
    owner="organisation",
    reach=Reach.OWN,
)
DETERMINE_PLAN = Rule(
    name=_("menetapkan rencana"),
    roles=_LEADERS,
    owner="organisation",
    reach=Reach.OWN,
)
APPROVE_PLAN = Rule(
    name=_("mengesahkan rencana"),
    roles=_LEADERS | {Role.SUPERVISOR},
    owner="organisation",
)
COMMENT_PLAN = Rule(
    name=_("mengomentari rencana"),
    roles=_READERS - {Role.VIEWER},
    owner="organisation",
)
CARRY_OUT = Rule(
    name=_("melaporkan pelaksanaan kegiatan"),
    roles=_TEAM | {Role.OPERATOR},
    owner="organisation",
    reach=Reach.OWN,
)
OFFER_LESSON = Rule(
    name=_("mencatat pelajaran untuk rencana berikutnya"),
    roles=_TEAM | _GUIDES | {Role.AUDITOR, SYSTEM_ROLE},
    owner="organisation",
)
FOLLOW_PLAN = Rule(
    name=_("menindaklanjuti rencana yang disahkan"),
    roles=frozenset({SYSTEM_ROLE}),
    owner="organisation",
)
