from __future__ import annotations

from django.urls import path

from sakaguru.planning.web import (
    activities,
    gaps,
    outlines,
    parts,
    plans,
    sketching,
    urls_choice,
)

app_name = "planning"
urlpatterns = [
    *urls_choice.urlpatterns,
    path("rencana/", gaps.plan_home, name="plan-home"),
    path("rencana/naskah/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("rencana/naskah/<int:pk>/perubahan/", plans.plan_changes, name="plan-changes"),
    path(
        "rencana/naskah/<int:pk>/garis-besar/",
        outlines.outline_form,
        name="outline-form",
    ),
    path(
        "rencana/naskah/<int:pk>/garis-besar/simpan/",
        outlines.outline_save,
        name="outline-save",
    ),
    path(
        "rencana/naskah/<int:pk>/kegiatan/",
        sketching.activity_form,
        name="activity-form",
    ),
    path(
        "rencana/naskah/<int:pk>/kegiatan/simpan/",
        sketching.activity_add,
        name="activity-add",
    ),
    path(
        "rencana/naskah/<int:pk>/sasaran/<int:target_id>/hapus/",
        plans.target_remove,
        name="target-remove",
    ),
    path(
        "rencana/naskah/<int:pk>/pelajaran/<int:lesson_id>/<slug:choice>/",
        plans.lesson_decide,
        name="lesson-decide",
    ),
    path(
        "rencana/naskah/<int:pk>/langkah/<slug:verb>/",
        plans.plan_step,
        name="plan-step",
    ),
    path(
        "rencana/kegiatan/<int:pk>/",
        activities.activity_detail,
        name="activity-detail",
    ),
    path(
        "rencana/utas/<uuid:thread>/",
        activities.activity_thread,
        name="activity-thread",
    ),
    path(
        "rencana/kegiatan/<int:pk>/ubah/",
        sketching.activity_edit,
        name="activity-edit",
    ),
    path(
        "rencana/kegiatan/<int:pk>/ubah/simpan/",
        sketching.activity_change,
        name="activity-change",
    ),
    path(
        "rencana/kegiatan/<int:pk>/undang/semua/",
        parts.invite_rehearsal,
        name="invite-rehearsal",
    ),
    path(
        "rencana/kegiatan/<int:pk>/undang/semua/simpan/",
        parts.invite_all,
        name="invite-all",
    ),
    path(
        "rencana/kegiatan/<int:pk>/<slug:part>/<int:part_id>/<slug:verb>/",
        parts.part_step,
        name="part-step",
    ),
    path(
        "rencana/kegiatan/<int:pk>/<slug:verb>/",
        activities.activity_step,
        name="activity-step",
    ),
    path("rencana/celah/<int:pk>/", gaps.gap_detail, name="gap-detail"),
    path("rencana/celah/<int:pk>/ambil/", gaps.remedy_take, name="remedy-take"),
    path("rencana/<str:code>/", gaps.report_to_plan, name="report-to-plan"),
    path("rencana/<str:code>/daftar/", outlines.plan_list, name="plan-list"),
    path("rencana/<str:code>/buka/", outlines.plan_form, name="plan-form"),
    path("rencana/<str:code>/buka/simpan/", outlines.plan_open, name="plan-open"),
]
