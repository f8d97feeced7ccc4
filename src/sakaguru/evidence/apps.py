from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "sakaguru.evidence"
    label = "evidence"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.evidence.enums import ACTS  # noqa: PLC0415
        from sakaguru.evidence.permissions import VIEW_EVIDENCE  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        navigation.register(
            _("Bukti"),
            "evidence:evidence-list",
            57,
            visible=lambda actor: VIEW_EVIDENCE.reaches(actor, actor.path),
        )
