from __future__ import annotations

import re
from itertools import pairwise

import pytest
from django.urls import reverse


@pytest.fixture
def gallery(client, django_user_model):
    user = django_user_model.objects.create_user(email="a@contoh.invalid", name="A")
    client.force_login(user)
    return client.get(reverse("ui:gallery")).content.decode()


def test_the_gallery_is_for_people_who_signed_in(client, db):
    response = client.get(reverse("ui:gallery"))

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_an_installation_has_no_gallery(client, django_user_model, settings):
    settings.GALLERY = False
    client.force_login(django_user_model.objects.create_user("a@contoh.invalid"))

    assert client.get(reverse("ui:gallery")).status_code == 404


def test_pages_have_no_inline_style_or_script(gallery):
    assert not re.findall(r"\sstyle=", gallery)
    assert not re.findall(r"<script(?![^>]*\ssrc=)", gallery)
    assert not re.findall(r"\son[a-z]+=", gallery)


def test_every_field_of_the_gallery_has_a_label(gallery):
    fields = re.findall(r'<(?:input|select|textarea)[^>]*\sid="([^"]+)"', gallery)
    labels = set(re.findall(r'<label[^>]*\sfor="([^"]+)"', gallery))

    assert [field for field in fields if field not in labels] == []


def test_headings_never_skip_a_level(gallery):
    levels = [int(level) for level in re.findall(r"<h([1-6])", gallery)]

    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def test_a_lost_page_says_what_to_do(client, db):
    response = client.get("/tidak-ada/")

    assert response.status_code == 404
    assert "Periksa lagi alamatnya" in response.content.decode()


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done"]
)
def test_the_doors_for_people_wear_our_look(client, db, name):
    response = client.get(reverse(name))

    html = response.content.decode()
    assert response.status_code == 200
    assert "entrance-card" in html
    assert html.count("<h1") == 1


@pytest.mark.parametrize(
    "name", ["account_logout", "account_change_password", "mfa_index", "account_email"]
)
def test_the_pages_of_an_account_wear_our_look(client, django_user_model, name):
    user = django_user_model.objects.create_user(
        email="a@contoh.invalid", name="A", password="kata-sandi-contoh"
    )
    client.force_login(user)

    response = client.get(reverse(name), follow=True)

    assert response.status_code == 200
    assert "account" in response.content.decode()


def test_the_language_can_be_changed(client, db):
    client.post(reverse("set_language"), {"language": "en", "next": "/akun/login/"})

    assert '<html lang="en">' in client.get("/akun/login/").content.decode()
