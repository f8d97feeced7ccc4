"""What must never be found among the people who sign in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from sakaguru.core.integrity import Weight, asked

CHECKS = [
    asked(
        "accounts.password_is_hashed",
        _("Kata sandi tersimpan tanpa disandikan."),
        """
        SELECT 'user ' || id FROM accounts_user
        WHERE password NOT LIKE '%$%' AND left(password, 1) NOT IN ('', '!')
        """,
    ),
    asked(
        "accounts.staff_is_active",
        _("Akun yang dinonaktifkan masih berhak mengelola sistem."),
        """
        SELECT 'user ' || id FROM accounts_user
        WHERE NOT is_active AND (is_superuser OR is_staff)
        """,
        Weight.WARNING,
    ),
    asked(
        "accounts.one_account_per_address",
        _("Dua akun memakai alamat surel yang sama."),
        """
        SELECT 'user ' || max(user_id) FROM account_emailaddress
        GROUP BY lower(email) HAVING count(DISTINCT user_id) > 1
        """,
    ),
]
