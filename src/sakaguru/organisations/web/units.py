"""Pages of a unit, and what changes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from sakaguru.organisations import permissions
from sakaguru.organisations.enums import Tier
from sakaguru.organisations.models import School
from sakaguru.organisations.queries import groups, history
from sakaguru.organisations.queries import organisations as units
from sakaguru.organisations.queries.people import onlookers_of
from sakaguru.organisations.services import offices, particulars, tree
from sakaguru.organisations.web import forms
from sakaguru.organisations.web.finding import unit_of
from sakaguru.ui.http import OpenTo, action, page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms import Form
    from django.http import HttpResponse

    from sakaguru.organisations.models import Organisation
    from sakaguru.ui.http import ActorRequest


@page(permissions.VIEW_ORGANISATION, OpenTo.SIGNED_IN)
def organisation_list(request: ActorRequest) -> HttpResponse:
    words = request.GET.get("cari", "").strip()
    found = units.organisation_search(request.actor, words) if words else []
    own = units.own_organisation(request.actor)
    context = {"words": words, "found": found, "own": own, "limit": units.SEARCH_LIMIT}
    return render(request, "organisations/organisation_list.html", context)


@page(permissions.VIEW_ORGANISATION)
def organisation_detail(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    line = units.line_of(unit)
    names = units.tier_names(line)
    context = {
        "unit": unit,
        "line": line,
        "tier_name": names[unit.tier],
        "tier_names": names,
        "counts": units.tier_counts(unit, names),
        "children": units.open_children(unit),
        "school": getattr(unit, "school", None) if unit.tier == Tier.SCHOOL else None,
        "groups": groups.groups_with(unit, timezone.localdate()),
        **_rights(request, unit),
    }
    return render(request, "organisations/organisation_detail.html", context)


@page(permissions.VIEW_ORGANISATION, permissions.VIEW_TRAIL)
def organisation_history(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    may_read_trail = permissions.VIEW_TRAIL.allows(request.actor, unit)
    context = {
        "unit": unit,
        "line": units.line_of(unit),
        "names": history.names_of(unit),
        "places": history.places_of(unit),
        "successions": history.successions_of(unit),
        "trail": history.trail_of(unit) if may_read_trail else None,
    }
    return render(request, "organisations/organisation_history.html", context)


@page(permissions.VIEW_ORGANISATION)
def organisation_onlookers(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    rules = [permissions.VIEW_ORGANISATION]
    day = timezone.localdate()
    context = {
        "unit": unit,
        "line": units.line_of(unit),
        "onlookers": onlookers_of(unit, day, rules),
    }
    return render(request, "organisations/organisation_onlookers.html", context)


@page(permissions.CHANGE_TREE)
def organisation_edit(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    permissions.CHANGE_TREE.check(request.actor, unit)
    return _edit_page(request, unit, {})


@action(permissions.CHANGE_TREE)
def organisation_change(request: ActorRequest, code: str, verb: str) -> HttpResponse:
    """Do one change of the tree: the verb names its form and its service."""
    unit = unit_of(request, code)
    permissions.CHANGE_TREE.check(request.actor, unit)
    form = _forms(unit, request.POST, verb).get(verb)
    if form is None:
        raise Http404
    if not form.is_valid():
        return _edit_page(request, unit, {verb: form}, status=422)
    target = _do(request, unit, verb, form.cleaned_data)
    messages.success(request, _("Perubahan {unit} tersimpan.").format(unit=unit.name))
    return redirect("organisations:organisation-detail", target.code)


@page(permissions.CHANGE_PARTICULARS)
def school_edit(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    school = get_object_or_404(School, organisation=unit)
    permissions.CHANGE_PARTICULARS.check(request.actor, school)
    form = forms.ParticularsForm(instance=school)
    return _school_page(request, unit, form)


@action(permissions.CHANGE_PARTICULARS)
def school_change(request: ActorRequest, code: str) -> HttpResponse:
    unit = unit_of(request, code)
    school = get_object_or_404(School, organisation=unit)
    permissions.CHANGE_PARTICULARS.check(request.actor, school)
    form = forms.ParticularsForm(request.POST, instance=school)
    if not form.is_valid():
        return _school_page(request, unit, form, status=422)
    particulars.change_particulars(
        actor=request.actor,
        school=school,
        values=form.cleaned_data,
        at=timezone.now(),  # noqa: TID251
    )
    messages.success(request, _("Data sekolah tersimpan."))
    return redirect(unit)


def _school_page(
    request: ActorRequest, unit: Organisation, form: Form | Any, status: int = 200
) -> HttpResponse:
    context = {"unit": unit, "line": units.line_of(unit), "form": form}
    template = "organisations/school_edit.html"
    return render(request, template, context, status=status)


def _rights(request: ActorRequest, unit: Organisation) -> dict[str, bool]:
    actor = request.actor
    school = getattr(unit, "school", None) if unit.tier == Tier.SCHOOL else None
    return {
        "can_change": permissions.CHANGE_TREE.allows(actor, unit),
        "can_see_people": permissions.VIEW_PEOPLE.reaches(actor, unit.path),
        "can_change_school": school is not None
        and permissions.CHANGE_PARTICULARS.allows(actor, school),
    }


def _forms(unit: Organisation, data: Any = None, verb: str = "") -> dict[str, Form]:
    def given(name: str) -> Any:
        return data if name == verb else None

    return {
        "ubah-nama": forms.RenameForm(given("ubah-nama"), prefix="nama"),
        "buka": forms.OpenForm(given("buka"), parent=unit, prefix="buka"),
        "pindah": forms.MoveForm(given("pindah"), prefix="pindah"),
        "gabung": forms.MergeForm(given("gabung"), prefix="gabung"),
        "pecah": forms.SplitForm(given("pecah"), unit=unit, prefix="pecah"),
        "tutup": forms.CloseForm(given("tutup"), prefix="tutup"),
        "sebutan": forms.TierNameForm(given("sebutan"), prefix="sebutan"),
    }


def _edit_page(
    request: ActorRequest, unit: Organisation, filled: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = {
        "unit": unit,
        "line": units.line_of(unit),
        "forms": {**_forms(unit), **filled},
        "opened": next(iter(filled), ""),
        "is_district": unit.tier == Tier.DISTRICT,
        "is_school": unit.tier == Tier.SCHOOL,
    }
    template = "organisations/organisation_edit.html"
    return render(request, template, context, status=status)


def _do(
    request: ActorRequest, unit: Organisation, verb: str, data: dict[str, Any]
) -> Organisation:
    """Call the one service that the verb stands for; return the unit to show."""
    at = timezone.now()  # noqa: TID251 -- a door reads the clock
    common: dict[str, Any] = {"actor": request.actor, "at": at}
    if verb == "buka":
        return offices.open_organisation(
            tier=Tier(data["tier"]),
            code=data["code"],
            name=data["name"],
            parent=unit,
            opened_on=data["on"],
            area=unit.area,
            **common,
        )
    if verb == "sebutan":
        tier = Tier(data["tier"])
        tree.name_tier(district=unit, tier=tier, name=data["name"], **common)
        return unit
    return _turn(unit, verb, data, {**common, "on": data["on"]})


def _turn(
    unit: Organisation, verb: str, data: dict[str, Any], common: dict[str, Any]
) -> Organisation:
    """Do one of the changes that begin on a day."""
    services: dict[str, Callable[[], Organisation]] = {
        "ubah-nama": lambda: tree.rename_organisation(
            unit=unit, name=data["name"], **common
        ),
        "pindah": lambda: tree.move_organisation(
            unit=unit, parent=data["parent_code"], **common
        ),
        "gabung": lambda: tree.merge_organisations(
            units=[unit], into=data["into_code"], **common
        ),
        "pecah": lambda: tree.split_organisation(
            unit=unit, into=data["into_code"], children=data["children"], **common
        ),
        "tutup": lambda: tree.close_organisation(unit=unit, **common),
    }
    return services[verb]()
