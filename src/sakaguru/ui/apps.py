"""The design system: base pages, components, charts, prints and exports."""

from __future__ import annotations

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "sakaguru.ui"
    label = "ui"
