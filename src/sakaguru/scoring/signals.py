"""What this capability announces to those above it."""

from __future__ import annotations

from django.dispatch import Signal

scores_published = Signal()
"""Sent with ``run_id`` and ``audience``, inside the transaction."""

rises_found = Signal()
"""Sent with ``rises``, ``framework_id``, ``since``, ``until`` before jumps are marked.

``rises`` maps a school's id and a standard's code to the codes the standard had in both
cycles. A receiver gives back those that what was done between the two days explains.
"""
