from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "sakaguru.followup"
    label = "followup"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.followup.enums import ACTS  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        navigation.register(
            _("Tindak lanjut"),
            "followup:point-list",
            55,
            visible=lambda actor: bool(actor.roles),
        )
