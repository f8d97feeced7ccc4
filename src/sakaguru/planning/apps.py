from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlanningConfig(AppConfig):
    name = "sakaguru.planning"
    label = "planning"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.planning import receivers  # noqa: F401, PLC0415 -- Django's hook
        from sakaguru.planning.enums import ACTS  # noqa: PLC0415
        from sakaguru.planning.permissions import VIEW_PLAN  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        navigation.register(
            _("Rencana"),
            "planning:plan-home",
            54,
            visible=lambda actor: VIEW_PLAN.reaches(actor, actor.path),
        )
