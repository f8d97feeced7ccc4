"""Who may open a cockpit.

Every role named here may read each of the figures on it by the rules of the
capabilities they come from; a test compares.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.access import Rule
from sakaguru.organisations.enums import Role

VIEW_COCKPIT = Rule(
    name=_("melihat kokpit unit"),
    roles=frozenset(
        {
            Role.HEAD,
            Role.HEAD_OF_QA,
            Role.QUALITY_TEAM,
            Role.OPERATOR,
            Role.SUPERVISOR,
            Role.FACILITATOR,
            Role.AUDITOR,
            Role.VIEWER,
        }
    ),
)
