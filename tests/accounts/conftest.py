from __future__ import annotations

import datetime as dt
import time
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal import auth
from django.utils import timezone


@pytest.fixture
def standing(monkeypatch):
    """A clock that stands: no wait ends because the machine is slow."""
    now = dt.datetime.now(dt.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)


@pytest.fixture
def half_minute(monkeypatch):
    """A half minute that does not end between making a code and entering it."""
    now = time.time()
    monkeypatch.setattr(auth, "time", SimpleNamespace(time=lambda: now))
    return int(now) // 30
