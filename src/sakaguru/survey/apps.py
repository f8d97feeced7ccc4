from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveyConfig(AppConfig):
    name = "sakaguru.survey"
    label = "survey"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.survey.enums import ACTS  # noqa: PLC0415
        from sakaguru.survey.permissions import WATCHERS  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        navigation.register(
            _("Kampanye"),
            "survey:campaign-list",
            30,
            visible=lambda actor: bool(WATCHERS & actor.roles),
        )
