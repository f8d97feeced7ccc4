"""Read how people prove who they are."""

from __future__ import annotations

from allauth.mfa.models import Authenticator


def has_second_factor(user_id: int) -> bool:
    """Whether an app, a key or a fingerprint is set up; recovery codes are none."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user_id=user_id, type__in=kinds).exists())
