import pytest
from allauth.account.models import EmailAddress
from factories.organisations import UserFactory

from sakaguru.accounts.services.addresses import confirm_addresses

pytestmark = pytest.mark.django_db


def test_sign_in_addresses_are_confirmed_once_and_others_left_alone():
    new, known = UserFactory(), UserFactory()
    EmailAddress.objects.create(user=known, email=known.email, verified=False)
    EmailAddress.objects.create(user=known, email="lain@contoh.invalid")

    confirm_addresses(users=[new, known])
    confirm_addresses(users=[new, known])

    rows = EmailAddress.objects.values_list("email", "verified")
    assert set(rows) == {
        (new.email, True),
        (known.email, True),
        ("lain@contoh.invalid", False),
    }
