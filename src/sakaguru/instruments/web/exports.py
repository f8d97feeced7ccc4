"""The items of a version as a table to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.instruments import permissions
from sakaguru.instruments.queries.documents import ordered_items
from sakaguru.instruments.web.finding import version_of
from sakaguru.ui.adapters.tables import Column, table_response
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_INSTRUMENT)
def item_export(
    request: ActorRequest, code: str, label: str, form: str
) -> HttpResponse:
    version = version_of(request, code, label)
    columns = [
        Column("code", _("Kode")),
        Column("role", _("Yang menjawab")),
        Column("node", _("Subindikator")),
        Column("node_title", _("Nama subindikator")),
        Column("text_id", _("Pertanyaan")),
        Column("text_en", _("Pertanyaan (Inggris)")),
        Column("options", _("Pilihan jawaban")),
        Column("max", _("Poin tertinggi")),
        Column("weight", _("Bobot"), decimals=2),
        Column("why", _("Mengapa ditanyakan")),
        Column("example", _("Contoh")),
        Column("seconds", _("Perkiraan detik")),
    ]
    name = f"{version.instrument.code}-{version.label}".lower()
    return table_response(columns, _rows(version), form=form, name=name)


def _rows(version: InstrumentVersion) -> Iterator[dict[str, object]]:
    for item in ordered_items(version, with_options=True):
        options = [
            f"{option.points} = {option.text['id']}" for option in item.options.all()
        ]
        yield {
            "code": item.code,
            "role": item.get_role_display(),
            "node": item.node.code,
            "node_title": item.node.title.get("id", ""),
            "text_id": item.text.get("id", ""),
            "text_en": item.text.get("en", ""),
            "options": "\n".join(options),
            "max": item.max_points,
            "weight": item.weight,
            "why": item.why.get("id", ""),
            "example": item.example.get("id", ""),
            "seconds": item.seconds,
        }
