"""Ask the unit above for help with a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.findings.services.findings import (
    FindingClosed,
    OnlyGapsAreTreated,
    locked,
    subject_of,
)
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.permissions import ASK_FOR_HELP
from sakaguru.followup.services.help import ask_help

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor
    from sakaguru.findings.models import Finding
    from sakaguru.followup.services.points import Promise


@transaction.atomic
def ask_help_with(
    *, actor: Actor, finding: Finding, wish: Promise, at: datetime
) -> ActionPoint:
    """Ask the unit above for help; the gap stays the unit's own to answer.

    Raises:
        NotAllowed: the actor may not ask for the finding's unit.
        FindingClosed: it is decided or resolved.
        OnlyGapsAreTreated: a strength needs no help.
        NobodyAbove, DueDayPassed: as for any request.
    """
    finding = locked(finding)
    unit = finding.organisation
    ASK_FOR_HELP.check(actor, ActionPoint(asker=unit))
    if not finding.is_open:
        raise FindingClosed(_("Temuan ini sudah ditutup atau diputuskan."))
    if not finding.is_gap:
        raise OnlyGapsAreTreated(_("Hanya celah yang perlu ditindaklanjuti."))
    return ask_help(
        actor=actor, asker=unit, wish=wish, subject=subject_of(finding), at=at
    )
