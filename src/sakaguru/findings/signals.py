"""What this capability announces to those above it."""

from __future__ import annotations

from django.dispatch import Signal

finding_recorded = Signal()
"""Sent with ``finding_id``, inside the transaction, for those recorded by people."""
