from __future__ import annotations

from django.urls import path

from sakaguru.ui.web import views

app_name = "ui"
urlpatterns = [path("ui/galeri/", views.gallery, name="gallery")]
