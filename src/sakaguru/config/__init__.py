"""Wiring: settings, addresses, commands."""
