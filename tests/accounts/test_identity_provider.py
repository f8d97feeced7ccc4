"""Sign-in through an identity provider, against a real one on this machine."""

from __future__ import annotations

import warnings
from urllib.parse import urlsplit

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from factories.organisations import MembershipFactory

from sakaguru.accounts.models import User

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("identity_provider"),
    # The provider's server runs in a thread of this process and warns of its own ways.
    pytest.mark.filterwarnings("ignore"),
]
ADDRESS = "warga@contoh.invalid"


@pytest.fixture(scope="module")
def provider():
    """An OpenID Connect server that knows three people."""
    with warnings.catch_warnings():
        import authlib.deprecate  # noqa: F401 -- sets a filter of its own at import

        warnings.simplefilter("ignore")
        from oidc_provider_mock import User as Known
        from oidc_provider_mock import run_server_in_thread

        people = [
            Known(sub="warga", claims={"email": ADDRESS, "email_verified": True}),
            Known(sub="kira", claims={"email": ADDRESS, "email_verified": False}),
            Known(
                sub="asing",
                claims={"email": "asing@contoh.invalid", "email_verified": True},
            ),
        ]
        with run_server_in_thread(user_claims=people) as server:
            yield f"http://127.0.0.1:{server.server_port}"


@pytest.fixture(autouse=True)
def _configured(settings, provider):
    cache.clear()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": "Akun Dinas",
                    "client_id": "sakaguru",
                    "secret": "rahasia",
                    "settings": {"server_url": provider, "oauth_pkce_enabled": True},
                }
            ]
        }
    }


@pytest.fixture
def person():
    user = User.objects.create_user(ADDRESS, "melati-putih-27", name="Warga")
    EmailAddress.objects.create(user=user, email=ADDRESS, verified=True, primary=True)
    MembershipFactory(user=user)
    return user


def come_in_as(sub):
    """Press the button, choose who one is at the provider, come back."""
    import requests

    client = Client()
    away = client.post(reverse("openid_connect_login", args=["sso"]))
    assert away.status_code == 302
    chosen = requests.post(
        away.headers["Location"], data={"sub": sub}, allow_redirects=False, timeout=10
    )
    back = urlsplit(chosen.headers["Location"])
    return client, client.get(f"{back.path}?{back.query}", follow=True)


def test_the_sign_in_page_offers_the_provider(client):
    assert "Akun Dinas" in client.get(reverse("account_login")).text


def test_an_invited_person_comes_in_by_the_confirmed_address(person):
    client, _page = come_in_as("warga")

    assert client.get("/organisasi/").status_code == 200
    assert int(client.session["_auth_user_id"]) == person.pk


def test_an_address_the_provider_did_not_confirm_opens_nothing(person):
    client, _page = come_in_as("kira")

    assert client.get("/organisasi/").status_code == 302


def test_somebody_nobody_invited_gets_no_account(person):
    client, _page = come_in_as("asing")

    assert client.get("/organisasi/").status_code == 302
    assert User.objects.count() == 1


def test_an_answer_with_another_state_is_refused(person):
    client = Client()
    client.post(reverse("openid_connect_login", args=["sso"]))
    forged = reverse("openid_connect_callback", args=["sso"])

    page = client.get(forged, {"code": "x", "state": "lain"})

    assert page.status_code in {200, 400, 401}
    assert "_auth_user_id" not in client.session


def test_a_sign_in_by_the_provider_is_bound_to_its_number(person):
    """Whoever plants another's answer does not know the number of this browser."""
    import requests

    client = Client()
    away = client.post(reverse("openid_connect_login", args=["sso"]))
    chosen = requests.post(
        away.headers["Location"],
        data={"sub": "warga"},
        allow_redirects=False,
        timeout=10,
    )
    session = client.session
    session["identity_nonce"] = "another"
    session.save()
    back = urlsplit(chosen.headers["Location"])
    client.get(f"{back.path}?{back.query}")

    assert "_auth_user_id" not in client.session


@pytest.fixture
def reader(rf, provider):
    from sakaguru.accounts.adapters.identity import CheckedIdentity

    request = rf.get("/")
    request.session = {}
    return CheckedIdentity(request, "sso")


@pytest.fixture(scope="module")
def forge(provider):
    """Make ID tokens that name the provider's own key, signed by ours."""
    import time

    import jwt
    import requests
    from cryptography.hazmat.primitives.asymmetric import rsa

    (known,) = requests.get(f"{provider}/jwks", timeout=10).json()["keys"]
    ours = rsa.generate_private_key(public_exponent=65537, key_size=2048)

    def made(alg="RS256", key=ours, **changed):
        said = {"sub": "warga", "iss": provider, "aud": "sakaguru"}
        said |= {"exp": int(time.time()) + 60, "iat": int(time.time())} | changed
        said = {name: value for name, value in said.items() if value is not None}
        return jwt.encode(
            said,
            key,
            algorithm=alg,
            headers={"kid": known.get("kid", "")} if known.get("kid") else None,
        )

    return made


def test_a_token_that_the_provider_did_not_sign_is_refused(reader, forge):
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    app = reader.get_provider().app
    for token in (
        forge(),
        forge(alg="none", key=None),
        forge(alg="HS256", key="rahasia" * 6),
        "a.b.c",
        "",
    ):
        with pytest.raises(OAuth2Error):
            reader._decode_id_token(app, token)


def a_signed_token(provider):
    """A token that the provider itself signed for a person, and its number."""
    import requests

    client = Client()
    away = client.post(reverse("openid_connect_login", args=["sso"]))
    session = client.session
    chosen = requests.post(
        away.headers["Location"],
        data={"sub": "warga"},
        allow_redirects=False,
        timeout=10,
    )
    (state,) = session["socialaccount_states"].values()
    code = dict(
        part.split("=")
        for part in urlsplit(chosen.headers["Location"]).query.split("&")
    )["code"]
    answer = requests.post(
        f"{provider}/oauth2/token",
        data={
            "grant_type": "authorization_code",
            "code": code,
            "client_id": "sakaguru",
            "client_secret": "rahasia",
            "redirect_uri": "http://testserver"
            + reverse("openid_connect_callback", args=["sso"]),
            "code_verifier": state[0]["pkce_code_verifier"],
        },
        timeout=10,
    ).json()
    return answer["id_token"]


def test_a_signed_token_is_read_once_for_us_and_by_its_issuer(
    reader, provider, settings
):
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    app = reader.get_provider().app
    token = a_signed_token(provider)

    found = reader._decode_id_token(app, token)
    assert found["sub"] == "warga"
    head, body, signature = token.split(".")
    altered = f"{head}.{body}.{signature[::-1]}"
    with pytest.raises(OAuth2Error):
        reader._decode_id_token(app, altered)
    app.client_id = "another"
    with pytest.raises(OAuth2Error):
        reader._decode_id_token(app, a_signed_token(provider))


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": 1_000_000_000},
        {"nbf": 4_000_000_000},
        {"aud": "another"},
        {"aud": None},
        {"iss": "https://another.example"},
        {"sub": None},
        {"exp": None},
    ],
)
def test_a_token_out_of_its_time_or_for_others_is_refused(rf, forge, changed):
    """Signed well: here a key of ours is taken for the provider's."""
    import jwt
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error
    from cryptography.hazmat.primitives.asymmetric import rsa

    from sakaguru.accounts.adapters.identity import CheckedIdentity

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    told = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)

    class OfOurs(CheckedIdentity):
        def _key_of(self, _token):
            return jwt.PyJWK(told, "RS256")

    reader = OfOurs(rf.get("/"), "sso")
    app = reader.get_provider().app

    assert reader._decode_id_token(app, forge(key=key))["sub"] == "warga"
    with pytest.raises(OAuth2Error):
        reader._decode_id_token(app, forge(key=key, **changed))


def test_a_provider_that_speaks_for_another_address_is_refused(
    reader, provider, settings
):
    from allauth.socialaccount.providers.oauth2.client import OAuth2Error

    apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
    elsewhere = provider + "/another/../.well-known/openid-configuration"
    apps[0]["settings"]["server_url"] = elsewhere

    with pytest.raises(OAuth2Error, match="another issuer"):
        _ = reader.openid_config


def test_a_provider_leads_us_nowhere_else():
    from allauth.socialaccount.adapter import get_adapter

    with get_adapter().get_requests_session() as session:
        assert session.max_redirects == 0


def test_coming_back_as_a_provider_that_is_not_ours_is_not_found(client):
    address = reverse("openid_connect_callback", args=["lain"])

    assert client.get(address).status_code == 404
