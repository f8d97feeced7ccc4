"""What an identity provider says is looked at more closely than allauth does.

allauth takes the ID token as it is, for it comes straight from the provider by TLS.
Here its signature, its algorithm, its issuer and its nonce are checked as well, and
that the person of the second answer (userinfo) is the one of the token.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
)
from allauth.socialaccount.providers.openid_connect.views import (
    OpenIDConnectOAuth2Adapter,
)

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
    from django.http import HttpRequest

NONCE = "identity_nonce"
SIGNED_BY = [
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
]
"""By key pairs alone: no shared secret, and never by nobody."""

WELL_KNOWN = "/.well-known/"


class CheckedIdentity(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    @property
    def openid_config(self) -> dict[str, Any]:
        """What the provider publishes, if it speaks for the address we were given."""
        told: dict[str, Any] = super().openid_config
        ours = self.get_provider().server_url.partition(WELL_KNOWN)[0]
        if str(told.get("issuer", "")).rstrip("/") != ours.rstrip("/"):
            raise OAuth2Error("The provider names another issuer.")
        return told

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        said = kwargs["response"].get("id_token")
        if not said:
            raise OAuth2Error("The provider gave no ID token.")
        person = self._decode_id_token(app, said)
        nonce = request.session.pop(NONCE, "")
        if not nonce or person.get("nonce") != nonce:
            raise OAuth2Error("The ID token was made for another sign-in.")
        more = self._fetch_user_info(token.token)
        if more.get("sub") != person["sub"]:
            raise OAuth2Error("The provider speaks of two persons.")
        data = {"userinfo": more, "id_token": person}
        return self.get_provider().sociallogin_from_response(request, data)

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        """The content of an ID token that the provider signed for us, and just now.

        Raises:
            OAuth2Error: not signed by one of its keys, too old, for another, or used.
        """
        try:
            found: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key_of(id_token),
                algorithms=SIGNED_BY,
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, KeyError) as error:
            raise OAuth2Error("The ID token cannot be read.") from error
        jwtkit.verify_jti(found)
        return found

    def _key_of(self, id_token: str) -> jwt.PyJWK:
        """The provider's key that the token names; else its only one."""
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
        name = jwt.get_unverified_header(id_token).get("kid")
        keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [key for key in keys if name is None or key.key_id == name]
        if len(fitting) != 1:
            raise OAuth2Error("No key of the provider, or several, fit the ID token.")
        return fitting[0]


class CheckedProvider(OpenIDConnectProvider):  # type: ignore[misc]
    oauth2_adapter_class = CheckedIdentity

    def get_auth_params_from_request(
        self, request: HttpRequest, action: str
    ) -> dict[str, Any]:
        """What allauth sends, and a number that only this sign-in knows."""
        sent: dict[str, Any] = super().get_auth_params_from_request(request, action)
        request.session[NONCE] = sent["nonce"] = secrets.token_urlsafe(32)
        return sent
