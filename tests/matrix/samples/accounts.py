"""Nothing of a unit: everybody's own account. And who knocks at all doors."""

from __future__ import annotations

from matrix.policy import EVERYONE, SIGNED_IN


def plant(world):
    """People are planted by organisations, which knows their roles."""


PUBLIC = (
    "account_login",
    "account_logout",
    "account_inactive",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_confirm_login_code",
    "account_confirm_email",
    "account_reset_password_from_key_done",
    "account_reset_password_from_key",
    "account_reset_password_done",
    "mfa_authenticate",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "socialaccount_signup",
    "openid_connect_login",
    "openid_connect_callback",
    "None",  # old addresses of allauth that lead to the new ones
    "set_language",
    "health",
    "security-txt",
    "heads",
    "heads-file",
)
OWN = (
    "account_reauthenticate",
    "account_email",
    "account_change_password",
    "account_set_password",
    "socialaccount_connections",
    "usersessions_list",
    "mfa_index",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn",
    "mfa_remove_webauthn",
    "mfa_edit_webauthn",
)
OURS = ("own-data", "own-copy", "own-erasure", "own-erase")
ROWS = (
    dict.fromkeys(PUBLIC, EVERYONE)
    | dict.fromkeys(OWN, SIGNED_IN)
    | {f"accounts:{name}": SIGNED_IN for name in OURS}
)
