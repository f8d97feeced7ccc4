from __future__ import annotations

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from sakaguru.survey.web import filling, posters


class TokenConverter(StringConverter):
    regex = "[a-z2-7]{8,40}"


register_converter(TokenConverter, "token")

ISI = "isi/<token:token>/"
POSTER = "p/<token:token>/"

app_name = "survey"
urlpatterns: list[URLPattern] = [
    path("isi/tanda/<str:text>/", filling.receipt_detail, name="receipt-detail"),
    path(ISI, filling.filling_start, name="filling-start"),
    path(f"{ISI}mulai/", filling.filling_begin, name="filling-begin"),
    path(f"{ISI}<int:number>/", filling.filling_sheet, name="filling-sheet"),
    path(f"{ISI}<int:number>/simpan/", filling.filling_save, name="filling-save"),
    path(f"{ISI}selesai/", filling.filling_finish, name="filling-finish"),
    path(f"{ISI}kirim/", filling.filling_send, name="filling-send"),
    path(POSTER, posters.poster_detail, name="poster-detail"),
    path(f"{POSTER}masuk/", posters.poster_enter, name="poster-enter"),
    path(f"{POSTER}berikutnya/", posters.poster_next, name="poster-next"),
    path(f"{POSTER}terkirim/", posters.poster_sent, name="poster-sent"),
]
