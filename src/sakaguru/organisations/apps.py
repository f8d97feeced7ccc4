from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "sakaguru.organisations"
    label = "organisations"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.organisations.enums import ACTS  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        navigation.register(
            _("Organisasi"),
            "organisations:organisation-list",
            80,
            visible=lambda actor: bool(actor.roles),
        )
