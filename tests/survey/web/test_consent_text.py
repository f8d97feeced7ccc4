"""The text that people agree to has a version; no word of it changes without one."""

import hashlib

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from sakaguru.survey.services.drafts import CONSENT_VERSION, EARLIER_CONSENTS

TEXTS = {
    ("2026-1", "KS"): "28d259d14302cc41",
    ("2026-1", "GS"): "d9eb13181ede1008",
    ("2026-1", "SS"): "ec44faa3e04afa92",
    ("2026-1", "MT"): "d9eb13181ede1008",
}
"""Version and role: digest of the Indonesian text. Old versions stay as a record."""


@pytest.mark.parametrize("role", ["KS", "GS", "SS", "MT"])
def test_the_text_of_a_version_stays_as_it_was(role):
    with override("id"):
        context = {"role": role, "consent_version": CONSENT_VERSION}
        text = render_to_string("survey/_parts/consent.html", context)
    words = " ".join(text.split())
    digest = hashlib.sha256(words.encode()).hexdigest()[:16]

    assert TEXTS[CONSENT_VERSION, role] == digest, "raise CONSENT_VERSION"


def test_whatever_was_agreed_to_before_is_still_taken():
    shown = {version for version, _role in TEXTS}
    assert shown == {CONSENT_VERSION, *EARLIER_CONSENTS}
