"""What this capability announces to those above it."""

from __future__ import annotations

from django.dispatch import Signal

scores_published = Signal()
"""Sent with ``run_id`` and ``audience``, inside the transaction."""
