from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.urls import reverse
from factories.organisations import MembershipFactory

from sakaguru.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "melati-putih-27"


@pytest.fixture(autouse=True)
def _nobody_has_tried_before():
    cache.clear()


@pytest.fixture
def person():
    user = User.objects.create_user(
        "warga@contoh.invalid", PASSWORD, name="Warga Contoh"
    )
    MembershipFactory(user=user)
    return user


def sign_in(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_a_person_signs_in_by_email_in_any_case_and_out_again(client, person):
    signed_in = sign_in(client, "WARGA@contoh.invalid", PASSWORD)
    inside = client.get("/organisasi/")
    client.post(reverse("account_logout"))
    outside = client.get("/organisasi/")

    assert (signed_in.status_code, inside.status_code) == (302, 200)
    assert outside.status_code == 302


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(client, person):
    wrong = sign_in(client, person.email, "salah-semua-1")
    unknown = sign_in(client, "siapa@contoh.invalid", "salah-semua-1")

    texts = [
        re.search(r'class="[^"]*(?:error|invalid)[^"]*"[^>]*>(.*?)<', r.text, re.DOTALL)
        for r in (wrong, unknown)
    ]
    assert wrong.status_code == unknown.status_code == 200
    assert texts[0].group(0) == texts[1].group(0)


def test_an_inactive_person_does_not_get_in(client, person):
    person.is_active = False
    person.save()

    sign_in(client, person.email, PASSWORD)

    assert client.get("/organisasi/").status_code == 302


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_mail(
    client, person, mailoutbox
):
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"http://testserver(\S+)", mailoutbox[0].body).group(1)
    form = client.get(link, follow=True)
    done = client.post(
        form.redirect_chain[-1][0],
        {"password1": "kenanga-biru-81", "password2": "kenanga-biru-81"},
    )

    person.refresh_from_db()
    assert done.status_code == 302
    assert person.check_password("kenanga-biru-81")


def test_nobody_opens_an_account_without_an_invitation(client):
    client.post(
        reverse("account_signup"),
        {
            "email": "baru@contoh.invalid",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert not User.objects.exists()


def test_two_accounts_cannot_share_an_email_in_another_case(person):

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("Warga@Contoh.invalid", PASSWORD, name="Lain")
