"""The words of the register: states, priorities, what happened to a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class PointState(TextChoices):
    NEW = "new", _("Baru")
    AGREED = "agreed", _("Disepakati")
    IN_PROGRESS = "in_progress", _("Dikerjakan")
    AWAITING_CHECK = "awaiting_check", _("Menunggu verifikasi")
    DONE = "done", _("Selesai")
    EFFECTIVE = "effective", _("Terbukti efektif")
    NOT_EFFECTIVE = "not_effective", _("Belum terbukti efektif")
    DROPPED = "dropped", _("Tidak dilanjutkan")


OPEN_STATES = (
    PointState.NEW,
    PointState.AGREED,
    PointState.IN_PROGRESS,
    PointState.AWAITING_CHECK,
)
"""States in which somebody still has to do something."""

WORK_STATES = OPEN_STATES[:3]
"""States in which it is the owner's turn."""

GIVEN_STATES = (
    PointState.AWAITING_CHECK,
    PointState.DONE,
    PointState.EFFECTIVE,
    PointState.NOT_EFFECTIVE,
)
"""States in which the owner says that it was done, checked or not."""


class Priority(IntegerChoices):
    HIGH = 1, _("Tinggi")
    MEDIUM = 2, _("Sedang")
    LOW = 3, _("Rendah")


class EventKind(TextChoices):
    """What happened, as told in the feed of a point."""

    OPENED = "opened", _("membuka tindak lanjut ini")
    ASSIGNED = "assigned", _("menetapkan penanggung jawab dan pemeriksa")
    AGREED = "agreed", _("menyepakati")
    STARTED = "started", _("mulai mengerjakan")
    SUBMITTED = "submitted", _("menyatakan selesai dan meminta verifikasi")
    RETURNED = "returned", _("mengembalikan untuk diperbaiki")
    VERIFIED = "verified", _("memverifikasi: selesai")
    PROVEN = "proven", _("menyatakan terbukti efektif")
    NOT_PROVEN = "not_proven", _("menyatakan belum terbukti efektif")
    POSTPONED = "postponed", _("menunda tenggat")
    DROPPED = "dropped", _("menghentikan tanpa dilanjutkan")
    COMMENTED = "commented", _("berkomentar")
    HELP_TAKEN = "help_taken", _("menyanggupi bantuan ini")
    HELP_REFUSED = "help_refused", _("menjawab tidak dapat membantu")
    HELP_GIVEN = "help_given", _("mencatat bantuan yang diberikan")
    HELP_ARRIVED = "help_arrived", _("membenarkan bahwa bantuan diterima")
    HELP_MISSING = "help_missing", _("menyatakan bantuan belum diterima")


class Rung(IntegerChoices):
    """To whom an overdue point climbs."""

    OWNER = 1, _("Penanggung jawab")
    HEAD = 2, _("Pimpinan unit")
    NEXT_TIER = 3, _("Jenjang di atasnya")


ACTS: dict[str, StrOrPromise] = {
    **{f"point.{kind.value}": kind.label for kind in EventKind},
    "points.taken_over": _("mengambil alih tindak lanjut sekaligus"),
}
"""What the acts of this capability mean, for the pages that show the trail."""
