"""Who may take a step: by a rule, or because the point names them.

Doors ask before they read a form; the services ask again, of the locked row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.core.errors import NotAllowed
from sakaguru.followup import permissions

if TYPE_CHECKING:
    from collections.abc import Callable

    from sakaguru.core.access import Actor
    from sakaguru.followup.models import ActionPoint

    Check = Callable[[Actor, ActionPoint], None]


def check_works(actor: Actor, point: ActionPoint) -> None:
    """The one who does it, or who works for the unit."""
    if not _is(actor, point.owner_person_id):
        permissions.WORK_ON_POINT.check(actor, point)


def check_judges(actor: Actor, point: ActionPoint) -> None:
    """The verifier; of effects the machine as well."""
    is_verifier = _is(actor, point.verifier_id)
    if not is_verifier and not permissions.JUDGE_EFFECT.allows(actor, point):
        raise NotAllowed(_("Hanya pemeriksa yang ditunjuk dapat melakukan ini."))


def check_steers(actor: Actor, point: ActionPoint) -> None:
    permissions.STEER_POINT.check(actor, point)


def check_postpones(actor: Actor, point: ActionPoint) -> None:
    """Who does it or steers it."""
    if not permissions.STEER_POINT.allows(actor, point):
        check_works(actor, point)


def check_comments(actor: Actor, point: ActionPoint) -> None:
    """Who is named on it, who asked for it, or whose role lets them."""
    is_named = _is(actor, point.owner_person_id) or _is(actor, point.verifier_id)
    if not is_named and not speaks_for_asker(actor, point):
        permissions.COMMENT_POINT.check(actor, point)


def check_helps(actor: Actor, point: ActionPoint) -> None:
    permissions.GIVE_HELP.check(actor, point)


def check_asks(actor: Actor, point: ActionPoint) -> None:
    permissions.ASK_FOR_HELP.check(actor, point)


def may(check: Check, actor: Actor, point: ActionPoint) -> bool:
    """The answer of one of these as a word, to show the right buttons."""
    try:
        check(actor, point)
    except NotAllowed:
        return False
    return True


def speaks_for_asker(actor: Actor, point: ActionPoint) -> bool:
    """Whether the point is help that the actor's own unit asked for."""
    return point.is_help and permissions.ASK_FOR_HELP.allows(actor, point)


def _is(actor: Actor, person_id: int | None) -> bool:
    return actor.user_id is not None and actor.user_id == person_id
