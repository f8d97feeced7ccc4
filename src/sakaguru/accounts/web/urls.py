from __future__ import annotations

from django.urls import path

from sakaguru.accounts.web import own_data

app_name = "accounts"
urlpatterns = [
    path("akun/data-saya/", own_data.own_data, name="own-data"),
    path("akun/data-saya/salinan.json", own_data.own_copy, name="own-copy"),
    path("akun/data-saya/hapus/", own_data.own_erasure, name="own-erasure"),
    path("akun/data-saya/hapus/ya/", own_data.own_erase, name="own-erase"),
]
