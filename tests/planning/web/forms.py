"""Addresses of the pages of planning, and what people write into their forms."""

from __future__ import annotations

from django.urls import reverse
from django.utils import timezone

WHY = "Harga buku naik sesudah rencana disahkan."
NEXT_YEAR = timezone.localdate().year + 1


def address(name, *args):
    return reverse(f"planning:{name}", args=args)


def step(plan, verb):
    return address("plan-step", plan.pk, verb)


def act(activity, verb):
    return address("activity-step", activity.pk, verb)


def outline_data(**changed):
    return {
        "kind": "rkt",
        "title": f"RKT {NEXT_YEAR}",
        "starts_on": f"{NEXT_YEAR}-01-01",
        "ends_on": f"{NEXT_YEAR}-12-31",
        "school_year": "2026/2027",
        "budget_year": NEXT_YEAR,
        "ceiling_rupiah": 10_000_000,
        **changed,
    }


def activity_data(**changed):
    return {
        "title": "Gerakan membaca pagi",
        "form": "improvement",
        "starts_on": "2027-01-11",
        "ends_on": "2027-03-12",
        "owner_role": "guru kelas",
        "evidence_asked": "foto kegiatan\njadwal",
        **changed,
    }
