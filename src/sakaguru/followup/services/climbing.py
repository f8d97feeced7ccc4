"""Let overdue points climb, and write to people: once a day at most."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sakaguru.accounts.models import User
from sakaguru.followup.models import Digest, Reminder
from sakaguru.followup.queries.overdue import climbed_points, reminders
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership, Organisation

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.followup.models import ActionPoint

MOST_IN_A_MAIL = 20


@transaction.atomic
def let_points_climb(*, day: date) -> int:
    """Write the digests of ``day``: what is overdue at each head it has reached.

    Doing it again on the same day changes nothing. Returns the number of new digests.
    """
    climbed = climbed_points(day)
    paths = {path for path, _rung in climbed}
    units = dict(Organisation.objects.filter(path__in=paths).values_list("path", "pk"))
    before = Digest.objects.filter(day=day).count()
    Digest.objects.bulk_create(
        (
            Digest(
                organisation_id=units[path],
                day=day,
                rung=rung,
                points=[point.pk for point in points],
            )
            for (path, rung), points in sorted(climbed.items(), key=lambda row: row[0])
        ),
        ignore_conflicts=True,
    )
    return Digest.objects.filter(day=day).count() - before


def remind_people(*, day: date) -> int:
    """Write one mail to each person for whom something is due, late, or climbed.

    Who was written to on this day is left alone. Returns the number of mails.
    """
    named, led = reminders(day), _led(day)
    written = set(Reminder.objects.filter(day=day).values_list("user", flat=True))
    wanted = (set(named) | set(led)) - written
    people = User.objects.filter(pk__in=wanted, is_active=True).order_by("pk")
    return sum(
        _remind(person, day, named.get(person.pk, []), led.get(person.pk, []))
        for person in people
    )


def _led(day: date) -> dict[int, list[ActionPoint]]:
    """Points that stand at each head: told on Mondays, else only in the digest."""
    heads: dict[str, set[int]] = defaultdict(set)
    members = Membership.objects.on(day).filter(role__in=[Role.HEAD, Role.HEAD_OF_QA])
    for path, user in members.values_list("organisation__path", "user"):
        heads[path].add(user)
    found: dict[int, list[ActionPoint]] = defaultdict(list)
    if day.weekday():
        return found
    for (path, _rung), points in climbed_points(day).items():
        for user in heads[path]:
            found[user] += [p for p in points if p not in found[user]]
    return found


@transaction.atomic
def _remind(
    person: User, day: date, named: list[ActionPoint], led: list[ActionPoint]
) -> bool:
    """Claim the day for this person, then write; a second worker finds it claimed."""
    points = [*named, *(point for point in led if point not in named)]
    _row, is_new = Reminder.objects.get_or_create(
        user=person, day=day, defaults={"points": [point.pk for point in points]}
    )
    if is_new:
        send_mail(
            _("Tindak lanjut yang menunggu Anda ({count})").format(count=len(points)),
            _letter(person, named, led),
            settings.DEFAULT_FROM_EMAIL,
            [person.email],
        )
    return is_new


def _letter(person: User, named: list[ActionPoint], led: list[ActionPoint]) -> str:
    parts = [_("{name}, hari ini ada yang menunggu:").format(name=person.name)]
    if named:
        parts += [_("Untuk Anda"), _lines(named)]
    if led:
        parts += [_("Terlambat di unit Anda atau di bawahnya"), _lines(led)]
    parts.append(_("Buka “Tugas saya” di Sakaguru untuk melihat dan menyelesaikannya."))
    return "\n\n".join(parts)


def _lines(points: list[ActionPoint]) -> str:
    lines = [
        f"- {point.number} · {point.title} · {point.owner.name} · "
        f"{date_format(point.due_on, 'j F Y')}"
        for point in points[:MOST_IN_A_MAIL]
    ]
    rest = len(points) - MOST_IN_A_MAIL
    if rest > 0:
        lines.append(_("… dan {count} lagi").format(count=rest))
    return "\n".join(lines)
