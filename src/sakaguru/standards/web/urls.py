from __future__ import annotations

from django.urls import path, re_path

from sakaguru.standards.web import browse, comparing, crosswalks, drafts, exports

app_name = "standards"
VERSION = "<slug:code>/<slug:label>/"
NODE = "<slug:code>/<slug:label>/<str:node>/"
urlpatterns = [
    path("", browse.framework_list, name="framework-list"),
    path("cari/", browse.node_search, name="node-search"),
    path("<slug:code>/", browse.framework_detail, name="framework-detail"),
    path("<slug:code>/banding/", comparing.version_compare, name="version-compare"),
    path(VERSION, browse.version_detail, name="version-detail"),
    path(VERSION + "rancang/", drafts.version_draft, name="version-draft"),
    path(VERSION + "tetapkan/", drafts.version_publish, name="version-publish"),
    path(VERSION + "buang/", drafts.version_discard, name="version-discard"),
    path(VERSION + "padanan/", crosswalks.version_crosswalk, name="version-crosswalk"),
    path(VERSION + "padanan/tetapkan/", crosswalks.crosswalk_set, name="crosswalk-set"),
    re_path(
        r"^(?P<code>[-\w]+)/(?P<label>[-\w]+)/butir\.(?P<form>csv|xlsx)$",
        exports.node_export,
        name="node-export",
    ),
    path(NODE, browse.node_detail, name="node-detail"),
    path(NODE + "ubah/", drafts.node_edit, name="node-edit"),
    path(NODE + "simpan/", drafts.node_change, name="node-change"),
]
