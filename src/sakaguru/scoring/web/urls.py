from __future__ import annotations

from django.urls import path

from sakaguru.scoring.web import cards, checking, editions, maps, runs, scales

app_name = "scoring"
urlpatterns = [
    path("rapor/", cards.card_home, name="card-home"),
    path("rapor/<str:code>/", cards.card_detail, name="card-detail"),
    path(
        "rapor/<str:code>/standar/<str:standard>/",
        cards.card_standard,
        name="card-standard",
    ),
    path("rapor/<str:code>/ringkas/", cards.card_summary, name="card-summary"),
    path("rapor/<str:code>/rapor.xlsx", cards.card_sheet, name="card-sheet"),
    path("rapor/<str:code>/cetak/", editions.edition_issue, name="edition-issue"),
    path("cetakan/<str:edition>.pdf", editions.edition_paper, name="edition-paper"),
    path("periksa/", checking.edition_search, name="edition-search"),
    path("periksa/<str:edition>/", checking.edition_check, name="edition-check"),
    path("peta/", maps.map_home, name="map-home"),
    path("peta/<str:code>/", maps.map_detail, name="map-detail"),
    path("peta/<str:code>/peta.<str:form>", maps.map_sheet, name="map-sheet"),
    path("skor/", runs.run_list, name="run-list"),
    path("skor/<int:run_id>/", runs.run_detail, name="run-detail"),
    path("skor/<int:run_id>/keandalan/", scales.scale_list, name="scale-list"),
    path(
        "skor/<int:run_id>/keandalan.<str:form>",
        scales.scale_sheet,
        name="scale-sheet",
    ),
    path(
        "skor/keandalan/<str:code>/<str:label>/", scales.scale_home, name="scale-home"
    ),
    path("skor/<int:run_id>/tinjau/", runs.run_release, name="run-release"),
    path("skor/<int:run_id>/terbit/", runs.run_publish, name="run-publish"),
    path("skor/kampanye/<int:campaign_id>/", runs.campaign_runs, name="campaign-runs"),
    path(
        "skor/kampanye/<int:campaign_id>/hitung/", runs.run_request, name="run-request"
    ),
]
