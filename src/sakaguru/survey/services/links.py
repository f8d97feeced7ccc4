"""Hand out, withdraw and renew the links of a school."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.core.audit import record
from sakaguru.survey import permissions
from sakaguru.survey.adapters.vault import link_token, poster_token
from sakaguru.survey.enums import OFFICE
from sakaguru.survey.logic.tokens import digest_of
from sakaguru.survey.models import Assignment, Link
from sakaguru.survey.queries.doors import LinkAlreadyUsed

if TYPE_CHECKING:
    from datetime import datetime

    from sakaguru.core.access import Actor


@transaction.atomic
def withdraw_link(*, actor: Actor, link: Link, at: datetime) -> Link:
    """Make a link worthless; unsent answers behind it are deleted.

    Also where a teacher or parent has used it, without a word: the school is not to
    learn who has answered. What was sent stays.

    Raises:
        NotAllowed: the actor does not hand out this school's links.
        LinkAlreadyUsed: an office has answered through it.
    """
    link = _locked(actor, link)
    link.drafts.all().delete()
    link.is_withdrawn = True
    link.save(update_fields=["is_withdrawn"])
    _trace(actor, "link.withdrawn", link, at)
    return link


@transaction.atomic
def renew_link(*, actor: Actor, link: Link, at: datetime) -> Link:
    """Give the slot a new address; the old one and its unsent answers are gone.

    Also where a teacher or parent has used it, without a word, as `withdraw_link`.

    Raises:
        NotAllowed: the actor does not hand out this school's links.
        LinkAlreadyUsed: an office has answered through it.
    """
    link = _locked(actor, link)
    link.drafts.all().delete()
    link.edition += 1
    link.is_withdrawn = link.is_used = False
    assignment = link.assignment
    token = link_token(assignment.campaign, assignment.school_id, link)
    link.token_digest = digest_of(token)
    link.save(update_fields=["edition", "is_withdrawn", "is_used", "token_digest"])
    _trace(actor, "link.renewed", link, at)
    return link


@transaction.atomic
def label_link(*, actor: Actor, link: Link, label: str, at: datetime) -> Link:
    """Note for whom a link is meant.

    Raises:
        NotAllowed: the actor does not hand out this school's links.
    """
    link = _locked(actor, link, used_too=True)
    link.label = label.strip()[:80]
    link.save(update_fields=["label"])
    _trace(actor, "link.labelled", link, at)
    return link


@transaction.atomic
def renew_poster(*, actor: Actor, assignment: Assignment, at: datetime) -> Assignment:
    """Give the school a new poster address and new PINs; sessions under way go on.

    Raises:
        NotAllowed: the actor does not hand out this school's links.
    """
    rows = Assignment.objects.select_for_update(of=("self",))
    assignment = rows.select_related("campaign", "school").get(pk=assignment.pk)
    permissions.HAND_OUT_LINKS.check(actor, assignment)
    assignment.poster_edition += 1
    token = poster_token(assignment.campaign, assignment)
    assignment.poster_digest = digest_of(token)
    assignment.save(update_fields=["poster_edition", "poster_digest"])
    record(
        actor=actor,
        action="poster.renewed",
        subject=assignment,
        at=at,
        path=assignment.school.path,
    )
    return assignment


def _locked(actor: Actor, link: Link, *, used_too: bool = False) -> Link:
    rows = Link.objects.select_for_update(of=("self",))
    rows = rows.select_related("assignment__campaign", "assignment__school")
    link = rows.get(pk=link.pk)
    permissions.HAND_OUT_LINKS.check(actor, link.assignment)
    if link.is_used and link.role in OFFICE and not used_too:
        raise LinkAlreadyUsed(_("Tautan ini sudah dipakai; jawabannya tetap berlaku."))
    return link


def _trace(actor: Actor, action: str, link: Link, at: datetime) -> None:
    path = link.assignment.school.path
    record(actor=actor, action=action, subject=link, at=at, path=path)
