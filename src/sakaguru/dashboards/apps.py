from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "sakaguru.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        from sakaguru.dashboards.permissions import VIEW_COCKPIT  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415 -- apps are loaded by now

        navigation.register(_("Tugas saya"), "dashboards:home", 10)
        navigation.register(
            _("Kokpit"),
            "dashboards:own-cockpit",
            12,
            visible=lambda actor: VIEW_COCKPIT.reaches(actor, actor.path),
        )
