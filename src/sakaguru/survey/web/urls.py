from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from sakaguru.survey.web import (
    campaigns,
    capture,
    classes,
    data,
    exports,
    filling,
    mending,
    posters,
    reminders,
    schools,
    withdrawing,
    worker,
)


class TokenConverter(StringConverter):
    regex = "[a-z2-7]{8,40}"


class TableConverter(StringConverter):
    regex = "csv|xlsx"


register_converter(TokenConverter, "token")
register_converter(TableConverter, "table")

CAMPAIGN = "kampanye/<int:campaign_id>/"
SCHOOL = "kampanye/sekolah/<int:assignment_id>/"
LINK = "kampanye/tautan/<int:link_id>/"
CLASS = "kampanye/kelas/<int:room_id>/"
EDITED = "kampanye/kiriman/<uuid:submission_id>/"
DATA = "kampanye/data/<str:code>/"
ISI = "isi/<token:token>/"
POSTER = "p/<token:token>/"

app_name = "survey"
urlpatterns: list[URLPattern] = [
    path("kampanye/", campaigns.campaign_list, name="campaign-list"),
    path("kampanye/baru/", campaigns.campaign_new, name="campaign-new"),
    path("kampanye/baru/simpan/", campaigns.campaign_draft, name="campaign-draft"),
    path(CAMPAIGN, campaigns.campaign_detail, name="campaign-detail"),
    path(
        f"{CAMPAIGN}wilayah/<str:code>/",
        campaigns.campaign_detail,
        name="campaign-unit",
    ),
    path(f"{CAMPAIGN}ubah/", campaigns.campaign_edit, name="campaign-edit"),
    path(f"{CAMPAIGN}simpan/", campaigns.campaign_change, name="campaign-change"),
    path(f"{CAMPAIGN}buka/", campaigns.campaign_open, name="campaign-open"),
    path(f"{CAMPAIGN}perpanjang/", campaigns.campaign_extend, name="campaign-extend"),
    path(f"{CAMPAIGN}tutup/", campaigns.campaign_closing, name="campaign-closing"),
    path(f"{CAMPAIGN}tutup/ya/", campaigns.campaign_close, name="campaign-close"),
    path(f"{CAMPAIGN}perlu-dilihat/", mending.mending_list, name="mending-list"),
    path(f"{CAMPAIGN}jawaban/<str:role>.csv", exports.answer_file, name="answer-file"),
    path(f"{EDITED}pilih/", mending.edit_compare, name="edit-compare"),
    path(f"{EDITED}pilih/simpan/", mending.edit_choose, name="edit-choose"),
    path(
        "kampanye/tertahan/<int:aftercare_id>/ulang/",
        mending.aftercare_retry,
        name="aftercare-retry",
    ),
    path(f"{CAMPAIGN}pengingat/", reminders.reminder_list, name="reminder-list"),
    path(
        f"{CAMPAIGN}pengingat/<table:form>/",
        reminders.reminder_file,
        name="reminder-file",
    ),
    path(SCHOOL, schools.assignment_detail, name="assignment-detail"),
    path(f"{SCHOOL}poster/", schools.assignment_poster, name="assignment-poster"),
    path(f"{SCHOOL}lembar/", schools.assignment_slips, name="assignment-slips"),
    path(f"{SCHOOL}poster/ganti/", schools.poster_renew, name="poster-renew"),
    path(f"{SCHOOL}kelas/", classes.class_list, name="class-list"),
    path(f"{SCHOOL}kelas/tambah/", classes.class_add, name="class-add"),
    path(f"{CLASS}", classes.class_board, name="class-board"),
    path(f"{CLASS}lembar/", classes.class_slips, name="class-slips"),
    path(f"{CLASS}ubah/", classes.class_change, name="class-change"),
    path(f"{CLASS}ganti/", classes.class_renew, name="class-renew"),
    path(f"{CLASS}tutup/", classes.class_shut, name="class-shut"),
    path(f"{CLASS}buka/", classes.class_reopen, name="class-reopen"),
    path(f"{LINK}tarik/", schools.link_withdraw, name="link-withdraw"),
    path(f"{LINK}ganti/", schools.link_renew, name="link-renew"),
    path(f"{LINK}tandai/", schools.link_label, name="link-label"),
    path(DATA, data.data_form, name="data-form"),
    path(f"{DATA}simpan/", data.data_enter, name="data-enter"),
    path(f"{DATA}impor/", data.data_import, name="data-import"),
    path(f"{DATA}contoh/", data.data_template, name="data-template"),
    path(f"{DATA}impor/periksa/", data.data_upload, name="data-upload"),
    path(f"{DATA}impor/jalankan/", data.data_run, name="data-run"),
    path("pekerja.js", worker.worker_script, name="worker-script"),
    path("isi/luar-jaringan/", worker.capture_shell, name="capture-shell"),
    path("isi/kotak/", worker.capture_shell, name="capture-outbox"),
    path(
        "isi/soal/<int:version_id>/<str:role>/<str:language>/<str:digest>.json",
        capture.form_file,
        name="capture-form",
    ),
    path("isi/tarik/", withdrawing.withdrawal_form, name="withdrawal-form"),
    path("isi/tarik/ya/", withdrawing.withdrawal_take, name="withdrawal-take"),
    path("isi/tarik/sudah/", withdrawing.withdrawal_done, name="withdrawal-done"),
    path("isi/tanda/<str:text>/", filling.receipt_detail, name="receipt-detail"),
    path(ISI, filling.filling_start, name="filling-start"),
    path(f"{ISI}siap.json", capture.link_place, name="capture-link"),
    path(f"{ISI}titip.json", capture.draft_deposit, name="capture-deposit"),
    path(f"{ISI}mulai/", filling.filling_begin, name="filling-begin"),
    path(f"{ISI}lanjut/", filling.filling_resume, name="filling-resume"),
    path(f"{ISI}lanjut/masuk/", filling.filling_continue, name="filling-continue"),
    path(f"{ISI}<int:number>/", filling.filling_sheet, name="filling-sheet"),
    path(f"{ISI}<int:number>/simpan/", filling.filling_save, name="filling-save"),
    path(f"{ISI}selesai/", filling.filling_finish, name="filling-finish"),
    path(f"{ISI}kirim/", filling.filling_send, name="filling-send"),
    path(POSTER, posters.poster_detail, name="poster-detail"),
    path(f"{POSTER}kelas.json", capture.class_place, name="capture-class"),
    path(f"{POSTER}masuk/", posters.poster_enter, name="poster-enter"),
    path(f"{POSTER}berikutnya/", posters.poster_next, name="poster-next"),
    path(f"{POSTER}terkirim/", posters.poster_sent, name="poster-sent"),
]
