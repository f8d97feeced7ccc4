"""What campaigns ask of a person today."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sakaguru.core.waiting import Bucket, Waiting, bucket_of
from sakaguru.instruments.enums import RespondentRole
from sakaguru.instruments.models import Item
from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.models import Organisation
from sakaguru.survey import permissions
from sakaguru.survey.enums import AssignmentState
from sakaguru.survey.models import Assignment, Campaign, DataEntry, UnitProgress
from sakaguru.survey.queries.campaigns import open_campaigns
from sakaguru.survey.queries.clashes import open_clashes
from sakaguru.survey.queries.reminders import role_counts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sakaguru.core.access import Actor

DAYS_BEFORE_THE_END = 10
"""From then on the owner is asked whether to extend a campaign."""

PUSHERS = permissions.TEAM | {Role.SUPERVISOR, Role.FACILITATOR}
"""Those who call schools that lag behind; others only look on."""


class Lagging(NamedTuple):
    """Schools below somebody that need a push: not begun; not enough yet."""

    not_begun: int
    too_few: int


def waiting(actor: Actor, day: date) -> list[Waiting]:
    """Tasks from campaigns. At most six queries, whatever the number of schools."""
    return [
        *_own_campaigns(actor, day),
        *_own_school(actor, day),
        *_differing(actor, day),
        *_schools_below(actor, day),
    ]


def _own_campaigns(actor: Actor, day: date) -> Iterator[Waiting]:
    """Drafts to open, and campaigns whose end is near. One query."""
    mine = permissions.CLOSE_CAMPAIGN.filter(actor, Campaign.objects.all())
    near = day + timedelta(DAYS_BEFORE_THE_END)
    rows = mine.filter(owner__path=actor.path, closed_at=None)
    rows = rows.filter(Q(opened_at=None) | Q(closes_on__lte=near))
    for campaign in rows.select_related("owner").order_by("closes_on", "pk"):
        last = campaign.last_day
        verb, due = _("Perpanjang atau tutup"), last
        if campaign.is_draft:
            verb, due = _("Buka"), campaign.opens_on
        words = _("kampanye {name}").format(name=campaign.name)
        url = campaign.get_absolute_url()
        bucket = bucket_of(due, day)
        yield Waiting(verb, words, campaign.owner.name, due, bucket, url)


def _own_school(actor: Actor, day: date) -> Iterator[Waiting]:
    """What the actor's own school still has to do. One query."""
    entered = DataEntry.objects.filter(
        school=OuterRef("school"), dated_on__gte=OuterRef("campaign__opens_on")
    )
    asks = Item.objects.filter(
        version=OuterRef("campaign__instrument_version"), role="DATA"
    )
    asked = permissions.HAND_OUT_LINKS.filter(
        actor, Assignment.objects.filter(campaign__in=open_campaigns(day).order_by())
    )
    rows = asked.select_related("school", "campaign").order_by("pk")
    for row in rows.annotate(has_data=Exists(entered), asks_data=Exists(asks)):
        due = row.campaign.last_day
        place = (row.school.name, due, bucket_of(due, day), row.get_absolute_url())
        if row.state == AssignmentState.WAITING:
            words = _("tautan dan PIN pengisian {name}")
            yield Waiting(_("Bagikan"), words.format(name=row.campaign.name), *place)
        elif row.state < AssignmentState.COMPLETE:
            yield Waiting(_("Ajak mengisi"), _missing(row), *place)
        if row.asks_data and not row.has_data:
            url = reverse("survey:data-form", args=[row.school.code])
            yield Waiting(
                _("Perbarui"), _("data administrasi sekolah"), *place[:-1], url
            )


def _differing(actor: Actor, day: date) -> Iterator[Waiting]:
    """Contents that came twice under one number, to choose from. One query."""
    if not permissions.CHOOSE_EDIT.roles & actor.roles:
        return
    for row in open_clashes(actor).filter(campaign__in=open_campaigns(day))[:20]:
        due = row.campaign.last_day
        words = _("isi kiriman {role} yang dipakai").format(
            role=RespondentRole(row.role).label
        )
        url = reverse("survey:edit-compare", args=[row.pk])
        place = row.assignment.school.name
        yield Waiting(_("Pilih"), words, place, due, bucket_of(due, day), url)


def _schools_below(actor: Actor, day: date) -> Iterator[Waiting]:
    """Schools below the actor's office that lag behind. Three queries."""
    if not PUSHERS & actor.roles:
        return
    unit = Organisation.objects.filter(path=actor.path).first()
    if unit is None or unit.tier == Tier.SCHOOL:
        return
    campaigns = {campaign.pk: campaign for campaign in open_campaigns(day)}
    for pk, lagging in _lagging(actor, unit, list(campaigns)).items():
        yield from _pushes(campaigns[pk], unit, lagging, day)


def _pushes(
    campaign: Campaign, unit: Organisation, lagging: Lagging, day: date
) -> Iterator[Waiting]:
    due = campaign.last_day
    far = unit.tier <= Tier.PROVINCE
    bucket = Bucket.WITH_OTHERS if far else bucket_of(due, day)
    url = reverse("survey:reminder-list", args=[campaign.pk])
    if lagging.not_begun:
        words = ngettext(
            "%(n)d sekolah belum mulai mengisi",
            "%(n)d sekolah belum mulai mengisi",
            lagging.not_begun,
        ) % {"n": lagging.not_begun}
        verb = _("Pantau") if far else _("Hubungi")
        yield Waiting(verb, words, unit.name, due, bucket, url)
    if lagging.too_few:
        words = ngettext(
            "%(n)d sekolah dengan responden belum cukup",
            "%(n)d sekolah dengan responden belum cukup",
            lagging.too_few,
        ) % {"n": lagging.too_few}
        verb = _("Pantau") if far else _("Dampingi")
        yield Waiting(verb, words, unit.name, due, bucket, url)


def _lagging(
    actor: Actor, unit: Organisation, campaigns: list[int]
) -> dict[int, Lagging]:
    """Per campaign, from the prepared counts where there are some, else counted now."""
    prepared = UnitProgress.objects.filter(campaign__in=campaigns, organisation=unit)
    found = {
        row.campaign_id: Lagging(row.asked - row.started, row.started - row.complete)
        for row in prepared
    }
    rows = permissions.VIEW_PROGRESS.filter(actor, Assignment.objects.all())
    counted = rows.filter(campaign__in=[pk for pk in campaigns if pk not in found])
    waiting_state = Q(state=AssignmentState.WAITING)
    under_way = Q(state__gt=AssignmentState.WAITING, state__lt=AssignmentState.COMPLETE)
    totals = (
        counted.order_by()
        .values_list("campaign")
        .annotate(
            not_begun=Count("pk", filter=waiting_state),
            too_few=Count("pk", filter=under_way),
        )
    )
    return found | {pk: Lagging(a, b) for pk, a, b in totals}


def _missing(assignment: Assignment) -> str:
    lacking = [
        _people(count.role, count.needed - count.received)
        for count in role_counts(assignment)
        if not count.is_enough
    ]
    return _("{people} lagi").format(people=", ".join(lacking))


def _people(role: str, number: int) -> str:
    if role == "GS":
        return ngettext("%d guru", "%d guru", number) % number
    if role == "SS":
        return ngettext("%d murid", "%d murid", number) % number
    if role == "MT":
        return ngettext("%d orang tua", "%d orang tua", number) % number
    return str(RespondentRole(role).label).lower()
