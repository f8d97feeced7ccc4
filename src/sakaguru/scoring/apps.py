from __future__ import annotations

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    name = "sakaguru.scoring"
    label = "scoring"

    def ready(self) -> None:
        from sakaguru.scoring import receivers  # noqa: F401, PLC0415 -- Django's hook
