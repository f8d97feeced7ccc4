"""What survey announces. Whoever listens only queues its own work."""

from __future__ import annotations

from django.dispatch import Signal

campaign_opened = Signal()
"""Sent inside the transaction, with ``campaign_id`` and ``at``."""

campaign_closed = Signal()
"""Sent inside the transaction, with ``campaign_id`` and ``at``."""
