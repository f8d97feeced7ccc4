"""Whose e-mail addresses are known to be theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.models import EmailAddress
from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.accounts.models import User


@transaction.atomic
def confirm_addresses(*, users: Sequence[User]) -> None:
    """Mark the sign-in address of each person as confirmed.

    For those who came by a letter to that address, or whom the installation's own
    people enrolled: only a confirmed address may get a second factor.
    """
    known = EmailAddress.objects.filter(user__in=users)
    held = {(row.user_id, row.email.lower()) for row in known}
    emails = {user.pk: user.email.lower() for user in users}
    confirmed = [row.pk for row in known if row.email.lower() == emails[row.user_id]]
    EmailAddress.objects.filter(pk__in=confirmed).update(verified=True)
    EmailAddress.objects.bulk_create(
        EmailAddress(user_id=pk, email=email, verified=True, primary=True)
        for pk, email in emails.items()
        if (pk, email) not in held
    )
