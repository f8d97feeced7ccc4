"""A version as a table to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from sakaguru.standards import permissions
from sakaguru.standards.web.finding import version_of
from sakaguru.ui.adapters.tables import Column, table_response
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpResponse

    from sakaguru.standards.models import FrameworkVersion
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_FRAMEWORK)
def node_export(
    request: ActorRequest, code: str, label: str, form: str
) -> HttpResponse:
    version = version_of(request, code, label)
    columns = [
        Column("code", _("Kode")),
        Column("parent", _("Induk")),
        Column("kind", _("Jenis")),
        Column("title_id", _("Nama")),
        Column("title_en", _("Nama (Inggris)")),
        Column("definition_id", _("Penjelasan")),
        Column("definition_en", _("Penjelasan (Inggris)")),
        Column("weight", _("Bobot"), decimals=2),
        Column("applies", _("Berlaku untuk SD")),
        Column("respondents", _("Yang menjawab")),
        Column("regulation", _("Dasar hukum")),
        Column("provenance", _("Asal kalimat")),
    ]
    name = f"{version.framework.code}-{version.label}".lower()
    return table_response(columns, _rows(version), form=form, name=name)


def _rows(version: FrameworkVersion) -> Iterator[dict[str, object]]:
    for node in version.nodes.select_related("parent").order_by("position"):
        yield {
            "code": node.code,
            "parent": node.parent.code if node.parent else "",
            "kind": node.get_kind_display(),
            "title_id": node.title.get("id", ""),
            "title_en": node.title.get("en", ""),
            "definition_id": node.definition.get("id", ""),
            "definition_en": node.definition.get("en", ""),
            "weight": node.weight,
            "applies": _("ya") if node.applies else _("tidak"),
            "respondents": ", ".join(node.respondents),
            "regulation": node.regulation.get("text", {}).get("id", ""),
            "provenance": node.get_provenance_display(),
        }
