from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "sakaguru.organisations"
    label = "organisations"

    def ready(self) -> None:
        from sakaguru.accounts.services import persons  # noqa: PLC0415 -- apps are loaded
        from sakaguru.core import audit  # noqa: PLC0415
        from sakaguru.organisations.enums import ACTS  # noqa: PLC0415
        from sakaguru.organisations.services.persons import HOLDER  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        persons.register(HOLDER)
        navigation.register(
            _("Organisasi"),
            "organisations:organisation-list",
            80,
            visible=lambda actor: bool(actor.roles),
        )
