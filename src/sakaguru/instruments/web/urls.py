from __future__ import annotations

from django.urls import path, re_path

from sakaguru.instruments.web import browse, comparing, drafts, exports

app_name = "instruments"
VERSION = "<slug:code>/<str:label>/"
ITEM = VERSION + "butir/<str:item>/"
urlpatterns = [
    path("", browse.instrument_list, name="instrument-list"),
    path(
        "untuk/<slug:framework>/<slug:label>/<str:node>/",
        browse.node_items,
        name="node-items",
    ),
    path("<slug:code>/", browse.instrument_detail, name="instrument-detail"),
    path("<slug:code>/banding/", comparing.version_compare, name="version-compare"),
    path(VERSION, browse.version_detail, name="version-detail"),
    path(VERSION + "cakupan/", browse.coverage_detail, name="coverage-detail"),
    path(
        VERSION + "peran/<str:role>/",
        browse.questionnaire_detail,
        name="questionnaire-detail",
    ),
    path(VERSION + "rancang/", drafts.version_draft, name="version-draft"),
    path(VERSION + "turunkan/", drafts.version_adapt, name="version-adapt"),
    path(VERSION + "turunkan/buat/", drafts.version_adapted, name="version-adapted"),
    path(VERSION + "tetapkan/", drafts.version_publish, name="version-publish"),
    path(VERSION + "buang/", drafts.version_discard, name="version-discard"),
    re_path(
        r"^(?P<code>[-\w]+)/(?P<label>[^/]+)/butir\.(?P<form>csv|xlsx)$",
        exports.item_export,
        name="item-export",
    ),
    path(ITEM, browse.item_detail, name="item-detail"),
    path(ITEM + "ubah/", drafts.item_edit, name="item-edit"),
    path(ITEM + "simpan/", drafts.item_change, name="item-change"),
]
