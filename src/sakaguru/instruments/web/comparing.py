"""What changed between two versions of an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sakaguru.instruments import permissions
from sakaguru.instruments.queries.comparison import comparison
from sakaguru.instruments.queries.versions import visible_versions
from sakaguru.standards.queries.editions import compared
from sakaguru.ui.forms import PairForm
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django_stubs_ext import StrOrPromise

    from sakaguru.instruments.models import InstrumentVersion
    from sakaguru.ui.http import ActorRequest

FIELD_NAMES: dict[str, StrOrPromise] = {
    "role": _("Yang menjawab"),
    "position": _("Urutan"),
    "text": _("Pertanyaan"),
    "why": _("Mengapa ditanyakan"),
    "example": _("Contoh"),
    "evidence": _("Bukti"),
    "kind": _("Jenis"),
    "weight": _("Bobot"),
    "max_points": _("Poin tertinggi"),
    "allows_unknown": _("Boleh “tidak tahu”"),
    "allows_not_applicable": _("Boleh “tidak berlaku”"),
    "seconds": _("Perkiraan detik"),
    "node": _("Subindikator"),
    "options": _("Pilihan jawaban"),
    "formula": _("Rumus"),
}


@page(permissions.VIEW_INSTRUMENT)
def version_compare(request: ActorRequest, code: str) -> HttpResponse:
    versions = {
        version.label: version
        for version in visible_versions(request.actor).filter(instrument__code=code)
    }
    if not versions:
        raise Http404
    labels = list(versions)
    form = PairForm.asked(request.GET, labels)
    context = {"home": versions[labels[0]].home, "form": form, "labels": labels}
    if pair := form.pair():
        context |= _compared(*(versions[label] for label in pair))
    return render(request, "instruments/version_compare.html", context)


def _compared(old: InstrumentVersion, new: InstrumentVersion) -> dict[str, Any]:
    found = comparison(old, new)
    texts = {code: one.text for code, one in found.items.items()}
    words = compared(found.differences, texts, FIELD_NAMES)
    return {"old": old, "new": new, **words}
