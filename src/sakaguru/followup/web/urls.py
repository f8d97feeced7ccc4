from __future__ import annotations

from django.urls import path

from sakaguru.followup.web import points, register

app_name = "followup"
urlpatterns = [
    path("tindak-lanjut/", register.point_list, name="point-list"),
    path("tindak-lanjut/ekspor/", register.point_export, name="point-export"),
    path("tindak-lanjut/baru/", register.point_form, name="point-form"),
    path("tindak-lanjut/baru/simpan/", register.point_open, name="point-open"),
    path("tindak-lanjut/bantuan/", register.help_form, name="help-form"),
    path("tindak-lanjut/bantuan/minta/", register.help_ask, name="help-ask"),
    path("tindak-lanjut/<int:pk>/", points.point_detail, name="point-detail"),
    path("tindak-lanjut/<int:pk>/bukti/", points.point_proof, name="point-proof"),
    path("tindak-lanjut/<int:pk>/<slug:verb>/", points.point_step, name="point-step"),
]
