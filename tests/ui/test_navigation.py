from __future__ import annotations

import pytest

from sakaguru.core.access import NOBODY, Actor
from sakaguru.ui import navigation

HEAD = Actor(user_id=1, path="ID/33/", roles=frozenset({"HEAD"}), membership_id=1)


@pytest.fixture(autouse=True)
def only_our_entries(monkeypatch):
    monkeypatch.setattr(navigation, "_entries", {})


def test_entries_stand_in_their_order_and_know_the_current_page():
    navigation.register("Dua", lambda _actor: "/dua/", 20)
    navigation.register("Satu", lambda _actor: "/", 10)

    links = navigation.links(HEAD, "/dua/33.02/")

    assert [(link.label, link.is_current) for link in links] == [
        ("Satu", False),
        ("Dua", True),
    ]


def test_an_entry_is_hidden_from_those_who_may_not_see_it():
    navigation.register(
        "Kepala", lambda _actor: "/k/", 1, visible=lambda a: "HEAD" in a.roles
    )

    assert navigation.links(HEAD, "/")
    assert navigation.links(NOBODY, "/") == []


def test_an_entry_without_a_place_to_go_is_left_out():
    navigation.register("Rapor", lambda _actor: None, 1)

    assert navigation.links(HEAD, "/") == []


def test_an_address_may_be_a_name():
    navigation.register("Galeri", "ui:gallery", 1)

    assert navigation.links(HEAD, "/")[0].url == "/ui/galeri/"


def test_nobody_has_no_menu():
    assert navigation.links(None, "/") == []


def test_what_does_not_fit_into_one_row_is_folded_and_never_alone():
    def menu(count):
        made = [navigation.Link(str(n), f"/{n}/", n == count - 1) for n in range(count)]
        return navigation.folded(made)

    assert (len(menu(8).first), menu(8).more) == (8, [])
    assert (len(menu(9).first), len(menu(9).more)) == (7, 2)
    assert menu(9).is_in_more
    assert not menu(3).is_in_more
