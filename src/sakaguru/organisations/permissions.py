"""Who may see and change units and people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import SYSTEM_ROLE, Rule
from sakaguru.organisations.enums import Role

MANAGERS = frozenset({Role.HEAD, Role.HEAD_OF_QA, Role.MANAGER})

VIEW_ORGANISATION = Rule(
    name=_("melihat organisasi"), roles=frozenset({*Role, SYSTEM_ROLE})
)
CHANGE_TREE = Rule(
    name=_("mengubah susunan organisasi"),
    roles=frozenset({Role.HEAD, Role.HEAD_OF_QA, SYSTEM_ROLE}),
)
MANAGE_PEOPLE = Rule(
    name=_("mengelola orang dan peran"), roles=MANAGERS, owner="organisation"
)
ENROL_PEOPLE = Rule(
    name=_("mendaftarkan orang saat pemasangan"), roles=frozenset({SYSTEM_ROLE})
)
VIEW_PEOPLE = Rule(
    name=_("melihat orang dan peran"),
    roles=frozenset({*MANAGERS, Role.QUALITY_TEAM, Role.AUDITOR}),
    owner="organisation",
)
CHANGE_PARTICULARS = Rule(
    name=_("mengubah data sekolah"),
    roles=frozenset({Role.HEAD, Role.HEAD_OF_QA, Role.OPERATOR}),
    owner="organisation",
)
VIEW_TRAIL = Rule(
    name=_("membaca jejak perubahan"),
    roles=frozenset({*MANAGERS, Role.AUDITOR}),
)
