"""What this capability announces to those above it."""

from __future__ import annotations

from django.dispatch import Signal

instrument_published = Signal()
"""Sent with ``version_id``, inside the transaction. A receiver may only enqueue."""
