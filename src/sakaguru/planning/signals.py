"""What this capability announces to those above it."""

from __future__ import annotations

from django.dispatch import Signal

plan_approved = Signal()
"""Sent with ``plan_id``, inside the transaction of the last approval."""

activity_done = Signal()
"""Sent with ``activity_id``, inside the transaction, when its owner says done."""
