from __future__ import annotations

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "sakaguru.accounts"
    label = "accounts"

    def ready(self) -> None:
        from sakaguru.accounts import receivers  # noqa: F401, PLC0415
        from sakaguru.accounts.enums import ACTS  # noqa: PLC0415 -- apps are loaded
        from sakaguru.core import audit  # noqa: PLC0415

        audit.describe(ACTS)
