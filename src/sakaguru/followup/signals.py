"""What this capability announces to those above it."""

from __future__ import annotations

from django.dispatch import Signal

point_changed = Signal()
"""Sent with ``point_id``, ``source``, ``source_key``, ``state``; in the transaction."""
