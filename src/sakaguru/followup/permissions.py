"""Who may read, open, do, steer and comment on what was promised.

Whoever owns or verifies a point as a person sees and does it without a rule; see
`queries.points` and `services`.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

_LEADERS = frozenset({Role.HEAD, Role.HEAD_OF_QA})
_TEAM = _LEADERS | {Role.QUALITY_TEAM}
_GUIDES = frozenset({Role.SUPERVISOR, Role.FACILITATOR})
_WATCHERS = frozenset(set(Role) - {Role.MANAGER, Role.COMMITTEE, Role.PARTNER_OFFICER})

VIEW_POINT = Rule(name=_("melihat tindak lanjut"), roles=_WATCHERS, owner="owner")
OPEN_POINT = Rule(
    name=_("membuka tindak lanjut"),
    roles=_TEAM | _GUIDES | {Role.AUDITOR, SYSTEM_ROLE},
    owner="owner",
)
WORK_ON_POINT = Rule(
    name=_("mengerjakan tindak lanjut unit sendiri"),
    roles=_TEAM | {Role.OPERATOR},
    owner="owner",
    reach=Reach.OWN,
)
STEER_POINT = Rule(
    name=_("menetapkan penanggung jawab, tenggat, dan penghentian tindak lanjut"),
    roles=_LEADERS,
    owner="owner",
)
COMMENT_POINT = Rule(
    name=_("mengomentari tindak lanjut"),
    roles=_WATCHERS - {Role.VIEWER},
    owner="owner",
)
VIEW_HELP = Rule(
    name=_("melihat bantuan yang diminta unit"), roles=_WATCHERS, owner="asker"
)
ASK_FOR_HELP = Rule(
    name=_("meminta bantuan dan membenarkan bahwa bantuan diterima"),
    roles=_TEAM,
    owner="asker",
    reach=Reach.OWN,
)
GIVE_HELP = Rule(
    name=_("menyanggupi atau menolak permintaan bantuan, dan mencatat yang diberikan"),
    roles=_TEAM | _GUIDES,
    owner="owner",
)
JUDGE_EFFECT = Rule(
    name=_("menyatakan terbukti efektif dari hasil pengukuran"),
    roles=frozenset({SYSTEM_ROLE}),
    owner="owner",
)
