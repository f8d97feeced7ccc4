"""Small signs of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.translation import gettext as _

from sakaguru.findings.enums import FindingState, Severity
from sakaguru.instruments.enums import RespondentRole
from sakaguru.ui.templatetags.ui import state

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from sakaguru.findings.models import Finding

register = template.Library()

SEVERITIES = {
    Severity.LIGHT: "neutral",
    Severity.MEDIUM: "neutral",
    Severity.LARGE: "warning",
    Severity.CRITICAL: "stopped",
}
STATES = {
    FindingState.OPEN: "progress",
    FindingState.NOT_ACTED: "stopped",
    FindingState.RESOLVED: "done",
    FindingState.WITHDRAWN: "neutral",
}


@register.simple_tag
def severity(finding: Finding) -> SafeString:
    grade = Severity(finding.severity)
    return state(SEVERITIES[grade], str(grade.label))


@register.simple_tag
def finding_state(finding: Finding) -> SafeString:
    return state(
        STATES[FindingState(finding.state)], str(FindingState(finding.state).label)
    )


@register.simple_tag
def loose_end(finding: Finding) -> str:
    """What a gap still lacks, in words."""
    lacks = [
        words
        for has, words in (
            (finding.has_owner, _("penanggung jawab")),
            (finding.has_cause, _("sebab")),
            (finding.has_action, _("kegiatan")),
        )
        if not has
    ]
    return ", ".join(lacks)


@register.filter
def role_words(role: str) -> str:
    return str(RespondentRole(role).label) if role in RespondentRole else role


@register.filter
def at(forms: dict[str, object], verb: str) -> object:
    """The form of a step whose word is no name in templates."""
    return forms.get(verb)
