"""What changed between two versions of an instrument."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sakaguru.instruments import permissions
from sakaguru.instruments.queries.comparison import comparison
from sakaguru.instruments.queries.versions import visible_versions
from sakaguru.instruments.web.forms import ComparisonForm
from sakaguru.standards.queries.wording import changes_in_words
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
    chosen = {"dari": labels[-2:][0], "ke": labels[-1], **request.GET.dict()}
    form = ComparisonForm(chosen, labels)
    home = versions[labels[0]].instrument
    context = {"home": home, "form": form, "labels": labels}
    if form.is_valid() and len(labels) > 1:
        old, new = (versions[form.cleaned_data[name]] for name in ("dari", "ke"))
        context |= _compared(old, new)
    return render(request, "instruments/version_compare.html", context)


def _compared(old: InstrumentVersion, new: InstrumentVersion) -> dict[str, Any]:
    found = comparison(old, new)
    changes = found.differences
    texts = {code: item.text for code, item in found.items.items()}
    return {
        "old": old,
        "new": new,
        "is_same": changes.is_empty,
        "added": [(code, texts[code]) for code in changes.added],
        "removed": [(code, texts[code]) for code in changes.removed],
        "changed": [
            (
                change.code,
                texts[change.code],
                changes_in_words(change, FIELD_NAMES),
            )
            for change in changes.changed
        ],
    }
