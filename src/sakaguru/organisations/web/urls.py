from __future__ import annotations

from django.urls import path

from sakaguru.organisations.web import groups, imports, people, tokens, units

app_name = "organisations"
urlpatterns = [
    path("", units.organisation_list, name="organisation-list"),
    path("kunci/", tokens.token_list, name="token-list"),
    path("kunci/buat/", tokens.token_issue, name="token-issue"),
    path("kunci/<int:token_id>/cabut/", tokens.token_revoke, name="token-revoke"),
    path("bertindak/", people.act_as, name="act-as"),
    path("undangan/<str:token>/", people.invitation_detail, name="invitation-detail"),
    path(
        "undangan/<str:token>/terima/",
        people.invitation_accept,
        name="invitation-accept",
    ),
    path("<str:code>/", units.organisation_detail, name="organisation-detail"),
    path(
        "<str:code>/riwayat/", units.organisation_history, name="organisation-history"
    ),
    path(
        "<str:code>/siapa/", units.organisation_onlookers, name="organisation-onlookers"
    ),
    path("<str:code>/ubah/", units.organisation_edit, name="organisation-edit"),
    path(
        "<str:code>/ubah/<slug:verb>/",
        units.organisation_change,
        name="organisation-change",
    ),
    path("<str:code>/data/", units.school_edit, name="school-edit"),
    path("<str:code>/data/simpan/", units.school_change, name="school-change"),
    path("<str:code>/orang/", people.people_list, name="people-list"),
    path("<str:code>/orang/undang/", people.person_invite, name="person-invite"),
    path(
        "<str:code>/orang/undangan/<int:invitation_id>/tarik/",
        people.invitation_withdraw,
        name="invitation-withdraw",
    ),
    path(
        "<str:code>/orang/<int:membership_id>/akhiri/",
        people.membership_end,
        name="membership-end",
    ),
    path("<str:code>/impor-sekolah/", imports.school_import, name="school-import"),
    path(
        "<str:code>/impor-sekolah/unggah/",
        imports.school_list_upload,
        name="school-list-upload",
    ),
    path(
        "<str:code>/impor-sekolah/<int:import_id>/",
        imports.school_import_check,
        name="school-import-check",
    ),
    path(
        "<str:code>/impor-sekolah/<int:import_id>/jalankan/",
        imports.school_import_run,
        name="school-import-run",
    ),
    path(
        "<str:code>/impor-sekolah/<int:import_id>/ulangi/",
        imports.school_import_again,
        name="school-import-again",
    ),
    path("<str:code>/kelompok/", groups.group_list, name="group-list"),
    path("<str:code>/kelompok/bentuk/", groups.group_form, name="group-form"),
    path(
        "<str:code>/kelompok/<int:group_id>/masuk/",
        groups.group_join,
        name="group-join",
    ),
    path(
        "<str:code>/kelompok/anggota/<int:member_id>/akhiri/",
        groups.group_leave,
        name="group-leave",
    ),
]
