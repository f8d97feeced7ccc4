"""Who may compute, publish and read scores."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Reach, Rule
from sakaguru.organisations.enums import Role

_TEAM = frozenset({Role.HEAD, Role.HEAD_OF_QA, Role.QUALITY_TEAM})
_READERS = frozenset(set(Role) - {Role.MANAGER, Role.COMMITTEE, Role.PARTNER_OFFICER})

VIEW_RUN = Rule(
    name=_("melihat perhitungan skor"),
    roles=frozenset({*_TEAM, Role.OPERATOR, Role.AUDITOR}),
    owner="owner",
)
COMPUTE_SCORES = Rule(
    name=_("menghitung skor"), roles=frozenset({*_TEAM, SYSTEM_ROLE}), owner="owner"
)
PUBLISH_SCORES = Rule(
    name=_("menerbitkan skor"), roles=_TEAM, owner="owner", reach=Reach.OWN
)
VIEW_OWN_CARD_FIRST = Rule(
    name=_("melihat rapor mutu sekolah sendiri lebih dulu"),
    roles=_TEAM,
    reach=Reach.OWN,
)
VIEW_CARD = Rule(name=_("melihat rapor mutu sekolah"), roles=_READERS)
VIEW_SUMMARY = Rule(
    name=_("melihat ringkasan rapor mutu sekolah"),
    roles=frozenset({*_READERS, Role.COMMITTEE, Role.PARTNER_OFFICER}),
)
VIEW_REGION = Rule(name=_("melihat peta mutu wilayah"), roles=_READERS)
VIEW_REGION_ABOVE = Rule(
    name=_("melihat angka gabungan wilayah di atasnya"),
    roles=_READERS,
    reach=Reach.ABOVE,
)
