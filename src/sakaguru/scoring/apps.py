from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from sakaguru.core.access import Actor


def reads_cards(actor: Actor) -> bool:
    from sakaguru.scoring.permissions import VIEW_SUMMARY  # noqa: PLC0415 -- apps first

    return any(VIEW_SUMMARY.roles & standing.roles for standing in actor.standings)


def reads_maps(actor: Actor) -> bool:
    from sakaguru.scoring.permissions import VIEW_REGION  # noqa: PLC0415 -- apps first

    return bool(VIEW_REGION.roles & actor.roles)


class ScoringConfig(AppConfig):
    name = "sakaguru.scoring"
    label = "scoring"

    def ready(self) -> None:
        from sakaguru.core import audit  # noqa: PLC0415 -- apps are loaded by now
        from sakaguru.scoring import receivers  # noqa: F401, PLC0415 -- Django's hook
        from sakaguru.scoring.enums import ACTS  # noqa: PLC0415
        from sakaguru.ui import navigation  # noqa: PLC0415

        audit.describe(ACTS)
        navigation.register(_("Rapor mutu"), "scoring:card-home", 40, reads_cards)
        navigation.register(_("Peta mutu"), "scoring:map-home", 50, reads_maps)
