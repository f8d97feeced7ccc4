"""Give and take memberships: invitations, and their end."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.translation import gettext as _

from sakaguru.accounts.models import User
from sakaguru.accounts.services.addresses import confirm_addresses
from sakaguru.core.access import NOBODY
from sakaguru.core.audit import record
from sakaguru.core.errors import DomainError, NotAllowed
from sakaguru.organisations import permissions
from sakaguru.organisations.logic.roles import roles_to_pass_on
from sakaguru.organisations.models import Invitation, Membership, Organisation

if TYPE_CHECKING:
    from datetime import date, datetime

    from sakaguru.core.access import Actor

VALID_FOR = timedelta(days=14)


class InvitationNotUsable(DomainError):
    code = "invitation_not_usable"
    status = 410


class OwnMembership(DomainError):
    code = "own_membership"


@transaction.atomic
def invite_person(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str,
    role: str,
    accept_url: str,
    at: datetime,
) -> Invitation:
    """Offer somebody a membership and send the link by e-mail.

    ``accept_url`` holds ``TOKEN`` where the one-time token goes; only its digest is
    kept.

    Raises:
        NotAllowed: the actor may not manage people there, or not pass on this role.
    """
    _check_may_give(actor, organisation, role)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        name=name.strip(),
        organisation=organisation,
        role=role,
        token_digest=_digest(token),
        invited_by_id=actor.user_id,
        invited_at=at,
        expires_at=at + VALID_FOR,
    )
    record(
        actor=actor,
        action="person.invited",
        subject=invitation,
        at=at,
        path=organisation.path,
        detail={"role": role},
    )
    _send(invitation, accept_url.replace("TOKEN", token))
    return invitation


@transaction.atomic
def accept_invitation(
    *, token: str, user: User | None, password: str | None, day: date, at: datetime
) -> Membership:
    """Turn an invitation into a membership; make the account when there is none.

    The invitation is bound to its e-mail: signed in as somebody else, it is refused.

    Raises:
        InvitationNotUsable: unknown, used, withdrawn, expired, or for another person.
    """
    invitation = open_invitation(token, at=at, lock=True)
    person = user or User.objects.filter(email__iexact=invitation.email).first()
    if person is None:
        person = User.objects.create_user(
            invitation.email, password, name=invitation.name
        )
    elif user is None or person.email.lower() != invitation.email.lower():
        raise InvitationNotUsable(
            _(
                "Masuklah dahulu dengan surel {email}, lalu buka lagi tautan ini."
            ).format(email=invitation.email)
        )
    membership, _created = Membership.objects.get_or_create(
        user=person,
        organisation=invitation.organisation,
        role=invitation.role,
        valid_until=None,
        defaults={"valid_from": day},
    )
    confirm_addresses(users=[person])
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    _trace_joining(membership, at)
    return membership


def open_invitation(token: str, *, at: datetime, lock: bool = False) -> Invitation:
    """Find the invitation behind a link that still works. One query.

    Raises:
        InvitationNotUsable: unknown, used, withdrawn or expired.
    """
    rows = Invitation.objects.select_related("organisation")
    if lock:
        rows = rows.select_for_update(of=("self",))
    found = rows.filter(
        token_digest=_digest(token),
        accepted_at=None,
        withdrawn_at=None,
        expires_at__gt=at,
        organisation__closed_on=None,
    ).first()
    if found is None:
        message = _("Undangan ini sudah dipakai, ditarik, atau kedaluwarsa.")
        raise InvitationNotUsable(message)
    return found


@transaction.atomic
def withdraw_invitation(
    *, actor: Actor, invitation: Invitation, at: datetime
) -> Invitation:
    """Make an invitation's link useless.

    Raises:
        NotAllowed: the actor may not manage people there.
    """
    permissions.MANAGE_PEOPLE.check(actor, invitation)
    if invitation.withdrawn_at is None and invitation.accepted_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        record(
            actor=actor,
            action="invitation.withdrawn",
            subject=invitation,
            at=at,
            path=invitation.organisation.path,
        )
    return invitation


@transaction.atomic
def end_membership(
    *, actor: Actor, membership: Membership, on: date, at: datetime
) -> Membership | None:
    """End a membership from the day ``on``; it acts no longer on the next request.

    One that began on that day or later is removed altogether. Returns what is left.

    Raises:
        NotAllowed: the actor may not manage people there, or not give this role.
        OwnMembership: nobody ends their own.
    """
    row = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    _check_may_give(actor, row.organisation, row.role)
    if row.user_id == actor.user_id:
        raise OwnMembership(_("Peran sendiri hanya dapat diakhiri oleh orang lain."))
    record(
        actor=actor,
        action="membership.ended",
        subject=row,
        at=at,
        path=row.organisation.path,
        detail={"on": on.isoformat(), "role": row.role},
    )
    if row.valid_from >= on:
        row.delete()
        return None
    row.valid_until = on
    row.save(update_fields=["valid_until"])
    return row


def _check_may_give(actor: Actor, organisation: Organisation, role: str) -> None:
    permissions.MANAGE_PEOPLE.check(actor, Membership(organisation=organisation))
    if role not in roles_to_pass_on(actor.roles, organisation.tier):
        raise NotAllowed(_("Anda tidak dapat memberikan peran ini di unit ini."))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _send(invitation: Invitation, link: str) -> None:
    send_mail(
        _("Undangan bergabung di Sakaguru"),
        _(
            "{name}, Anda diundang menjadi {role} di {unit}.\n\n"
            "Buka tautan ini sebelum {day}:\n{link}\n"
        ).format(
            name=invitation.name,
            role=invitation.get_role_display(),
            unit=invitation.organisation.name,
            day=invitation.expires_at.strftime("%d-%m-%Y"),
            link=link,
        ),
        settings.DEFAULT_FROM_EMAIL,
        [invitation.email],
    )


def _trace_joining(membership: Membership, at: datetime) -> None:
    record(
        actor=replace(NOBODY, user_id=membership.user_id),
        action="membership.begun",
        subject=membership,
        at=at,
        path=membership.organisation.path,
        detail={"role": membership.role},
    )
