from __future__ import annotations

from django.urls import path

from sakaguru.findings.web import detail, lists

app_name = "findings"
urlpatterns = [
    path("temuan/", lists.own_findings, name="own"),
    path("temuan/butir/<int:pk>/", detail.finding_detail, name="finding-detail"),
    path(
        "temuan/butir/<int:pk>/sebab/<int:cause_id>/hapus/",
        detail.cause_remove,
        name="cause-remove",
    ),
    path(
        "temuan/butir/<int:pk>/<slug:verb>/", detail.finding_step, name="finding-step"
    ),
    path("temuan/<str:code>/", lists.finding_list, name="finding-list"),
    path("temuan/<str:code>/belum-beres/", lists.loose_ends, name="loose-ends"),
    path("temuan/<str:code>/daftar/", lists.finding_register, name="finding-register"),
    path("temuan/<str:code>/catat/", lists.finding_form, name="finding-form"),
    path(
        "temuan/<str:code>/catat/simpan/", lists.finding_record, name="finding-record"
    ),
]
