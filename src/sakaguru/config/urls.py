"""Root addresses: Indonesian words people see, English names in code."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("organisasi/", include("sakaguru.organisations.web.urls")),
    path("standar/", include("sakaguru.standards.web.urls")),
    path("instrumen/", include("sakaguru.instruments.web.urls")),
    path("akun/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
]
