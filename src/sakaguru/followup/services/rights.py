"""Who may take a step: by a rule, or because the point names them and they still serve.

Doors ask before they read a form; the services ask again, of the locked row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.core.errors import NotAllowed
from sakaguru.followup import permissions
from sakaguru.followup.models import ActionPoint
from sakaguru.followup.queries.points import named

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from sakaguru.core.access import Actor, Rule

    Check = Callable[[Actor, ActionPoint, date], None]


def _by(rule: Rule) -> Check:
    """By the rule alone, whatever the day."""

    def check(actor: Actor, point: ActionPoint, _day: date) -> None:
        rule.check(actor, point)

    return check


check_steers = _by(permissions.STEER_POINT)
check_helps = _by(permissions.GIVE_HELP)
check_asks = _by(permissions.ASK_FOR_HELP)


def check_works(actor: Actor, point: ActionPoint, day: date) -> None:
    """The one who does it, or who works for the unit."""
    if not _owns(actor, point, day):
        permissions.WORK_ON_POINT.check(actor, point)


def check_judges(actor: Actor, point: ActionPoint, day: date) -> None:
    """The verifier; of effects the machine as well."""
    verifies = _verifies(actor, point, day)
    if not verifies and not permissions.JUDGE_EFFECT.allows(actor, point):
        raise NotAllowed(_("Hanya pemeriksa yang ditunjuk dapat melakukan ini."))


def check_postpones(actor: Actor, point: ActionPoint, day: date) -> None:
    """Who does it or steers it."""
    if not permissions.STEER_POINT.allows(actor, point):
        check_works(actor, point, day)


def check_comments(actor: Actor, point: ActionPoint, day: date) -> None:
    """Who is named on it, who asked for it, or whose role lets them."""
    is_named = _owns(actor, point, day) or _verifies(actor, point, day)
    if not is_named and not speaks_for_asker(actor, point):
        permissions.COMMENT_POINT.check(actor, point)


def may(check: Check, actor: Actor, point: ActionPoint, day: date) -> bool:
    """The answer of one of these as a word, to show the right buttons."""
    try:
        check(actor, point, day)
    except NotAllowed:
        return False
    return True


def speaks_for_asker(actor: Actor, point: ActionPoint) -> bool:
    """Whether the point is help that the actor's own unit asked for."""
    return point.is_help and permissions.ASK_FOR_HELP.allows(actor, point)


def _owns(actor: Actor, point: ActionPoint, day: date) -> bool:
    return _is_named(actor, point, point.owner_person_id, day)


def _verifies(actor: Actor, point: ActionPoint, day: date) -> bool:
    return _is_named(actor, point, point.verifier_id, day)


def _is_named(
    actor: Actor, point: ActionPoint, person_id: int | None, day: date
) -> bool:
    """By name, and serving there on that day."""
    if actor.user_id is None or actor.user_id != person_id:
        return False
    rows = ActionPoint.objects.filter(named(actor.user_id, day), pk=point.pk)
    return rows.exists()
