from __future__ import annotations

from django.urls import path

from sakaguru.evidence.web import uploads, views

app_name = "evidence"
urlpatterns = [
    path("bukti/", views.file_list, name="evidence-list"),
    path("bukti/tambah/", views.file_form, name="evidence-form"),
    path("bukti/tambah/simpan/", views.file_add, name="evidence-add"),
    path("bukti/unggahan/", uploads.upload_begin, name="upload-begin"),
    path(
        "bukti/unggahan/<uuid:pk>/<int:offset>/",
        uploads.upload_piece,
        name="upload-piece",
    ),
    path("bukti/<int:pk>/", views.file_detail, name="evidence-detail"),
    path("bukti/<int:pk>/berkas/", views.file_download, name="evidence-download"),
    path("bukti/<int:pk>/foto/", views.file_picture, name="evidence-picture"),
    path("bukti/<int:pk>/langkah/<slug:verb>/", views.file_step, name="evidence-step"),
]
