"""The words of accounts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTS = {
    "data.forgotten": _("menghapus data yang habis masa simpannya"),
    "person.erased": _("menghapus data pribadi seseorang"),
    "person.copied": _("menyalin data pribadi seseorang"),
    "person.read": _("melihat data orang"),
    "factors.forgotten": _("menghapus langkah kedua yang hilang"),
    "sessions.ended": _("mengakhiri sesi masuk"),
    "keys.ended": _("mencabut semua kunci aplikasi seseorang"),
    "person.suspended": _("menangguhkan akun"),
    "person.restored": _("membuka kembali akun"),
}
