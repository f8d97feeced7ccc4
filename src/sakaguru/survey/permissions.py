"""Who may run campaigns, follow them, hand out links and enter figures."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

LEADERS = frozenset({Role.HEAD, Role.HEAD_OF_QA})
TEAM = LEADERS | {Role.QUALITY_TEAM, Role.OPERATOR}
WATCHERS = TEAM | {Role.SUPERVISOR, Role.FACILITATOR, Role.AUDITOR, Role.VIEWER}

VIEW_CAMPAIGN = Rule(name=_("melihat kampanye"), roles=WATCHERS, owner="owner")
FOLLOW_CAMPAIGN = Rule(
    name=_("mengikuti kampanye wilayah di atasnya"),
    roles=WATCHERS,
    owner="scope",
    reach=Reach.ABOVE,
)
DRAFT_CAMPAIGN = Rule(
    name=_("menyusun kampanye"),
    roles=LEADERS | {Role.QUALITY_TEAM},
    owner="owner",
    reach=Reach.OWN,
)
OPEN_CAMPAIGN = Rule(
    name=_("membuka dan memperpanjang kampanye"),
    roles=LEADERS,
    owner="owner",
    reach=Reach.OWN,
)
CLOSE_CAMPAIGN = Rule(
    name=_("menutup kampanye"), roles=LEADERS, owner="owner", reach=Reach.OWN
)
CLOSE_EXPIRED = Rule(
    name=_("menutup kampanye yang lewat hari terakhir"),
    roles=frozenset({SYSTEM_ROLE}),
    owner="owner",
)
VIEW_PROGRESS = Rule(
    name=_("melihat kemajuan pengisian sekolah"), roles=WATCHERS, owner="school"
)
HAND_OUT_LINKS = Rule(
    name=_("membagikan tautan dan PIN pengisian"),
    roles=TEAM,
    owner="school",
    reach=Reach.OWN,
)
ENTER_OWN_DATA = Rule(
    name=_("mengisi data administrasi sekolah sendiri"),
    roles=TEAM,
    owner="school",
    reach=Reach.OWN,
)
ENTER_DATA = Rule(
    name=_("mengisi data administrasi sekolah di wilayahnya"),
    roles=frozenset({Role.OPERATOR}),
    owner="school",
)
CHOOSE_EDIT = Rule(
    name=_("memilih di antara dua isi kiriman yang berbeda"),
    roles=LEADERS | {Role.OPERATOR},
    owner="assignment__school",
)
MEND_ARRIVALS = Rule(
    name=_("mencoba lagi pekerjaan sesudah kiriman yang gagal"),
    roles=LEADERS | {Role.OPERATOR},
    owner="assignment__school",
)
EXPORT_ANSWERS = Rule(
    name=_("mengunduh jawaban kepala, pengawas, dan data sekolah"),
    roles=LEADERS,
    owner="owner",
    reach=Reach.OWN,
)
VIEW_DATA = Rule(
    name=_("melihat data administrasi sekolah"), roles=WATCHERS, owner="school"
)
RECEIVE_IN_BULK = Rule(
    name=_("mengambil alih jawaban secara massal"),
    roles=frozenset({SYSTEM_ROLE}),
    owner="owner",
)
ENTER_IN_BULK = Rule(
    name=_("mengambil alih data administrasi secara massal"),
    roles=frozenset({SYSTEM_ROLE}),
)
