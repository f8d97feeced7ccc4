from __future__ import annotations

from django.urls import path

from sakaguru.dashboards.web import cockpit, views

app_name = "dashboards"
urlpatterns = [
    path("", views.home, name="home"),
    path("kokpit/", cockpit.own_cockpit, name="own-cockpit"),
    path("kokpit/<str:code>/", cockpit.cockpit, name="cockpit"),
]
