"""What may be done about a gap: the remedies, with what they cost elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Sum

from sakaguru.findings.queries.remedies import branch_of
from sakaguru.planning.enums import COMPLETED, ActivityState, PlanState, Strength
from sakaguru.planning.models import Activity, Effect

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sakaguru.findings.models import Finding

FEWEST_PLANS = 3
"""Below, a usual cost would tell what one school pays."""

WITHOUT_COST = "K00"
ROLES = {
    "kepala_sekolah": {"id": "kepala sekolah", "en": "head teacher"},
    "ketua_tpmps": {"id": "ketua TPMPS", "en": "chair of the school quality team"},
    "guru_kelas": {"id": "guru kelas", "en": "class teacher"},
    "guru_mapel": {"id": "guru mata pelajaran", "en": "subject teacher"},
    "koordinator_literasi": {
        "id": "koordinator literasi dan numerasi",
        "en": "literacy and numeracy coordinator",
    },
    "tim_sekolah_aman": {"id": "tim sekolah aman", "en": "school safety team"},
    "bendahara_bos": {"id": "bendahara BOS", "en": "BOS treasurer"},
    "operator_sekolah": {"id": "operator sekolah", "en": "school data operator"},
    "petugas_perpustakaan": {"id": "petugas perpustakaan", "en": "library keeper"},
    "pengurus_barang": {"id": "pengurus barang", "en": "school asset keeper"},
    "komite": {"id": "komite sekolah", "en": "school committee"},
    "pengawas_pembina": {"id": "pengawas pembina", "en": "assigned supervisor"},
    "ketua_gugus": {"id": "ketua gugus", "en": "cluster chair"},
    "ketua_kkg": {"id": "ketua KKG", "en": "chair of the teacher working group"},
    "uptd_kcd": {"id": "UPTD atau kantor cabang", "en": "branch office"},
    "dinas_kabkota": {"id": "dinas kabupaten/kota", "en": "district education office"},
    "lembaga_mitra": {"id": "lembaga mitra", "en": "partner institution"},
}
"""The roles of the shipped remedies in words."""


class UsualCost(NamedTuple):
    """The middle of what approved plans set aside for a kind of activity."""

    rupiah: int
    plans: int


class Proposal(NamedTuple):
    """A remedy that may be taken into a plan. Texts are bilingual.

    ``cost`` is None where fewer than `FEWEST_PLANS` plans hold it. ``is_tried``: it
    was carried out for this very gap before; ``effect`` is what that changed, if it
    was measured.
    """

    key: str
    title: dict[str, str]
    weeks: int
    evidence: tuple[str, ...]
    component: tuple[str, str]
    program: tuple[str, str]
    role: dict[str, str]
    strength: Strength
    cost: UsualCost | None
    is_free: bool
    is_planned: bool
    is_tried: bool
    effect: Effect | None


def remedy_proposals(finding: Finding) -> list[Proposal]:
    """The remedies of the finding's node, with usual costs. Three queries."""
    remedies = branch_of(finding.node).remedies
    keys = [remedy.key for remedy in remedies]
    costs = usual_costs(keys)
    taken, tried = _taken(finding, keys)
    effects = {
        effect.activity.kind_key: effect
        for effect in Effect.objects.filter(
            activity__finding=finding, activity__kind_key__in=tried
        )
        .select_related("activity", "node__version")
        .order_by("run_after__data_on", "pk")
    }
    return [
        Proposal(
            key=remedy.key,
            title=remedy.activity,
            weeks=remedy.weeks,
            evidence=remedy.evidence,
            component=remedy.component,
            program=remedy.program,
            role=ROLES.get(remedy.role, {"id": remedy.role, "en": remedy.role}),
            strength=Strength.PRACTICE,
            cost=costs.get(remedy.key),
            is_free=remedy.component[0] == WITHOUT_COST,
            is_planned=remedy.key in taken,
            is_tried=remedy.key in tried,
            effect=effects.get(remedy.key),
        )
        for remedy in remedies
    ]


def _taken(finding: Finding, keys: Sequence[str]) -> tuple[set[str], set[str]]:
    """Keys that a plan holds and nobody has finished, and keys once carried out."""
    rows = Activity.objects.filter(finding=finding, kind_key__in=keys)
    rows = rows.exclude(plan__state__in=[PlanState.SUPERSEDED, PlanState.DROPPED])
    taken: set[str] = set()
    tried: set[str] = set()
    for key, state in rows.values_list("kind_key", "state"):
        if state in COMPLETED:
            tried.add(key)
        elif state != ActivityState.CANCELLED:
            taken.add(key)
    return taken, tried


def proposal_of(finding: Finding, key: str) -> Proposal | None:
    """One remedy of the finding's node by its key."""
    return next((p for p in remedy_proposals(finding) if p.key == key), None)


def usual_costs(keys: Sequence[str]) -> dict[str, UsualCost]:
    """What approved plans of all units set aside, by kind of activity. One query."""
    rows = Activity.objects.filter(
        kind_key__in=[key for key in keys if key],
        plan__state__in=[PlanState.APPROVED, PlanState.SUPERSEDED],
    )
    # A revision holds the same activity again: one amount per thread.
    newest = rows.order_by("thread", "-pk").distinct("thread").values("pk")
    held = Activity.objects.filter(pk__in=newest).order_by()
    sums = held.annotate(rupiah=Sum("budget_lines__total_rupiah"))
    found: dict[str, list[int]] = {}
    for key, rupiah in sums.filter(rupiah__gt=0).values_list("kind_key", "rupiah"):
        found.setdefault(key, []).append(rupiah)
    return {
        key: UsualCost(_middle(amounts), len(amounts))
        for key, amounts in found.items()
        if len(amounts) >= FEWEST_PLANS
    }


def _middle(amounts: list[int]) -> int:
    ordered = sorted(amounts)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    return (low + high) // 2
