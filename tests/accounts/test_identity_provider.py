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
