"""Let schools of the hero's cluster ask for help: given, promised, not yet answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sakaguru.dashboards.services.story.people import acting
from sakaguru.dashboards.services.story.rounds import moment
from sakaguru.findings.models import Finding
from sakaguru.findings.services.asking import ask_help_with
from sakaguru.followup.services import help as helping
from sakaguru.followup.services.points import Promise
from sakaguru.organisations.enums import Role
from sakaguru.organisations.models import Membership

if TYPE_CHECKING:
    from datetime import date

    from sakaguru.core.access import Actor
    from sakaguru.dashboards.services.story.rounds import Play
    from sakaguru.followup.models import ActionPoint
    from sakaguru.organisations.models import Organisation


def play_help(play: Play, *, today: date) -> int:
    """Requests of up to three schools of the cluster; gives their number."""
    cluster = play.stage.cluster
    guide = _acting(cluster, Role.FACILITATOR)
    neighbours = [
        school
        for school in play.schools
        if school.path.startswith(cluster.path) and school.pk != play.stage.school.pk
    ]
    _given(play.stage.school, guide, today)
    for school in neighbours[:1]:
        point = _asked(school, "Contoh jadwal supervisi kelas", "7", today, 9)
        helping.take_help(actor=guide, point=point, at=moment(today - timedelta(7)))
    for school in neighbours[1:2]:
        _asked(school, "Narasumber KKG tentang soal bertingkat", "4", today, 4)
    return 1 + len(neighbours[:2])


def _acting(unit: Organisation, role: Role) -> Actor:
    rows = Membership.objects.select_related("organisation")
    return acting(rows.filter(organisation=unit, role=role).order_by("pk")[0])


def _asked(
    school: Organisation,
    title: str,
    standard: str,
    today: date,
    ago: int,
    detail: str = "",
) -> ActionPoint:
    """About the weightiest open gap in a standard, where the school has one."""
    head, at = _acting(school, Role.HEAD), moment(today - timedelta(ago))
    wish = Promise(title, today + timedelta(21), detail)
    gaps = Finding.objects.open_gaps().filter(organisation=school, is_shared=True)
    gaps = gaps.filter(node__code__startswith=f"{standard}.")
    gap = gaps.order_by("-severity", "pk").first()
    if gap is None:
        return helping.ask_help(actor=head, asker=school, wish=wish, at=at)
    return ask_help_with(actor=head, finding=gap, wish=wish, at=at)


def _given(school: Organisation, guide: Actor, today: date) -> None:
    why = "Guru kami belum pernah menyusunnya; contoh dari internet tidak cocok."
    title = "Dampingi guru kelas 4 menyusun soal literasi"
    point = _asked(school, title, "4", today, 26, why)
    point = helping.take_help(
        actor=guide, point=point, at=moment(today - timedelta(24))
    )
    point = helping.give_help(
        actor=guide,
        point=point,
        text="Dua kali pendampingan di sekolah; 18 soal selesai disusun bersama guru.",
        at=moment(today - timedelta(10), 13),
    )
    head = _acting(school, Role.HEAD)
    helping.confirm_help(
        actor=head,
        point=point,
        text="Soal sudah dipakai di kelas 4 dan 5. Terima kasih.",
        at=moment(today - timedelta(8), 8),
    )
