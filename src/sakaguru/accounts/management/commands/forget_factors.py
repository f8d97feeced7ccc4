"""Take away the second factors of somebody who lost them, and tell them by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.accounts.models import User
from sakaguru.accounts.services.factors import forget_factors
from sakaguru.core.access import SYSTEM

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *, email: str, **_more: Any) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise CommandError(f"Nobody signs in as {email}.")
        now = timezone.now()  # noqa: TID251 -- a door
        gone = forget_factors(actor=SYSTEM, user=user, at=now)
        subject = _("Langkah kedua untuk masuk dihapus")
        text = _(
            "Langkah kedua akun Anda dihapus oleh pengelola karena dilaporkan hilang, "
            "dan semua sesi diakhiri. Jika bukan Anda yang meminta, segera ganti kata "
            "sandi dan hubungi pengelola."
        )
        send_mail(subject, text, None, [user.email])
        self.stdout.write(f"{gone} second factors are forgotten.")
