from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InstrumentsConfig(AppConfig):
    name = "sakaguru.instruments"
    label = "instruments"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.instruments.enums import ACTS  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415 -- apps are loaded by now

        audit.describe(ACTS)
        navigation.register(
            _("Instrumen"),
            "instruments:instrument-list",
            70,
            visible=lambda actor: bool(actor.roles),
        )
