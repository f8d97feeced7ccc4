from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FindingsConfig(AppConfig):
    name = "sakaguru.findings"
    label = "findings"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.findings import receivers  # noqa: F401, PLC0415 -- Django's hook
        from sakaguru.findings.enums import ACTS  # noqa: PLC0415
        from sakaguru.findings.permissions import VIEW_FINDING  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        navigation.register(
            _("Temuan"),
            "findings:own",
            53,
            visible=lambda actor: VIEW_FINDING.reaches(actor, actor.path),
        )
