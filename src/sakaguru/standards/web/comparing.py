"""What changed between two versions of a framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render

from sakaguru.standards import permissions
from sakaguru.standards.queries.comparison import comparison
from sakaguru.standards.queries.editions import compared
from sakaguru.standards.queries.versions import visible_versions
from sakaguru.standards.queries.wording import FIELD_NAMES
from sakaguru.ui.forms import PairForm
from sakaguru.ui.http import page

if TYPE_CHECKING:
    from django.http import HttpResponse

    from sakaguru.standards.models import FrameworkVersion
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_FRAMEWORK)
def version_compare(request: ActorRequest, code: str) -> HttpResponse:
    versions = {
        version.label: version
        for version in visible_versions(request.actor).filter(framework__code=code)
    }
    if not versions:
        raise Http404
    labels = list(versions)
    form = PairForm.asked(request.GET, labels)
    context = {"home": versions[labels[0]].home, "form": form, "labels": labels}
    if pair := form.pair():
        context |= _compared(*(versions[label] for label in pair))
    return render(request, "standards/version_compare.html", context)


def _compared(old: FrameworkVersion, new: FrameworkVersion) -> dict[str, Any]:
    found = comparison(old, new)
    texts = {code: one.title for code, one in found.nodes.items()}
    words = compared(found.differences, texts, FIELD_NAMES)
    return {"old": old, "new": new, **words}
