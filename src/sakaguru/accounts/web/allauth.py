"""How sign-in behaves here, in allauth's words."""

from __future__ import annotations

import ipaddress
import math
import secrets
from typing import TYPE_CHECKING, Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.signals import password_changed, password_reset, password_set
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from django.conf import settings
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import ngettext

from sakaguru.accounts.adapters.identity import CheckedProvider
from sakaguru.accounts.logic.guessing import KNOWN_FOR
from sakaguru.accounts.services.guessing import (
    Try,
    count_try,
    forget_devices,
    forgive_account,
    give_back,
    know_device,
)

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from sakaguru.accounts.models import User

log = structlog.get_logger("sakaguru.sign_in")
DEVICE = "pernah_masuk"
KNOWN_SECONDS = int(KNOWN_FOR.total_seconds())


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Accounts come from invitations only."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try, in place of allauth's own count of it.

        Raises:
            ValidationError: wait first, whether the password is right or not.
        """
        tried = try_of(request, credentials.get("email", ""))
        wait = count_try(tried=tried, at=timezone.now())  # noqa: TID251 -- a door
        if wait:
            log.warning("sign-in must wait", account=tried.account[:12], seconds=wait)
            raise ValidationError(must_wait(wait), "too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        user: User | None = super().authenticate(request, **credentials)
        tried = try_of(request, credentials.get("email", ""))
        if user is None:
            log.warning("sign-in failed", account=tried.account[:12])
        else:
            give_back(tried=tried, at=timezone.now())  # noqa: TID251
        return user

    def post_login(self, request: HttpRequest, user: User, **more: Any) -> HttpResponse:
        """Give the device a mark: from now on it waits for nobody's guesses."""
        response: HttpResponse = super().post_login(request, user, **more)
        device = device_of(request) or secrets.token_hex(16)
        tried = try_of(request, user.email, device)
        know_device(tried=tried, at=timezone.now())  # noqa: TID251
        log.info("signed in", account=tried.account[:12])
        response.set_signed_cookie(
            DEVICE,
            device,
            max_age=KNOWN_SECONDS,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(
        self,
        request: HttpRequest,  # noqa: ARG002
        sociallogin: Any,  # noqa: ARG002
    ) -> bool:
        """A provider vouches for who somebody is; who belongs here, we say."""
        return False

    def get_provider(
        self, request: HttpRequest, provider: str, client_id: str | None = None
    ) -> Any:
        found = super().get_provider(request, provider, client_id)
        if isinstance(found, OpenIDConnectProvider):
            return CheckedProvider(request, app=found.app)
        return found

    def get_requests_session(self) -> Any:
        """A provider answers where it was asked, and leads us nowhere else."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session


@receiver(password_reset)
def forgive(user: User, **_: Any) -> None:
    forgive_account(email=user.email)
    forget_devices(email=user.email)


@receiver([password_changed, password_set])
def know_no_other_device(request: HttpRequest, user: User, **_: Any) -> None:
    """Whoever learnt the former password may have come in by a device of theirs."""
    forget_devices(email=user.email, besides=device_of(request))


def try_of(request: HttpRequest, email: str, device: str = "") -> Try:
    return Try(email, network_of(request), device or device_of(request))


def network_of(request: HttpRequest) -> str:
    """The sender's address; of IPv6 the half that one household or school has."""
    told = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    if address.version == 4:  # noqa: PLR2004
        return told
    return str(ipaddress.ip_network(f"{address}/64", strict=False))


def device_of(request: HttpRequest) -> str:
    """The mark that we gave this device; empty: none, or one of somebody's making."""
    return str(request.get_signed_cookie(DEVICE, "", max_age=KNOWN_SECONDS))


def must_wait(seconds: int) -> str:
    minutes = math.ceil(seconds / 60)
    if seconds < 60:  # noqa: PLR2004
        text = ngettext(
            "Terlalu banyak percobaan masuk. Tunggu {n} detik, lalu coba lagi.",
            "Terlalu banyak percobaan masuk. Tunggu {n} detik, lalu coba lagi.",
            seconds,
        )
        return text.format(n=seconds)
    text = ngettext(
        "Terlalu banyak percobaan masuk. Tunggu {n} menit, lalu coba lagi, atau pakai "
        "“Lupa kata sandi”.",
        "Terlalu banyak percobaan masuk. Tunggu {n} menit, lalu coba lagi, atau pakai "
        "“Lupa kata sandi”.",
        minutes,
    )
    return text.format(n=minutes)
