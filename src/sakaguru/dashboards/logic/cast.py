"""The accounts of the demo: one for each role that a unit of each tier knows."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from sakaguru.organisations.enums import Role, Tier
from sakaguru.organisations.logic.roles import roles_at

MAILBOX = {
    Role.HEAD: "kepala",
    Role.HEAD_OF_QA: "kepala.mutu",
    Role.QUALITY_TEAM: "tim.mutu",
    Role.OPERATOR: "operator",
    Role.SUPERVISOR: "pengawas",
    Role.FACILITATOR: "fasilitator",
    Role.TEACHER: "guru",
    Role.COMMITTEE: "komite",
    Role.PARTNER_OFFICER: "petugas",
    Role.AUDITOR: "auditor",
    Role.VIEWER: "pembaca",
    Role.MANAGER: "pengelola",
}
PLACE = {
    Tier.NATION: "direktorat",
    Tier.PROVINCE: "dinas.jateng",
    Tier.DISTRICT: "dinas.banyumas",
    Tier.AREA: "korwil.baturraden",
    Tier.CLUSTER: "gugus1.baturraden",
    Tier.SCHOOL: "sd",
    Tier.PARTNER: "mitra",
}
DOMAIN = "contoh.invalid"
WORDS = (
    *("padi", "kopi", "teh", "jati", "pinus", "melati", "kelapa", "bambu", "manggis"),
    *("rambutan", "serayu", "slamet", "gamelan", "batik", "wayang", "kendi", "lumbung"),
    *("pelita", "cermin", "layang", "perahu", "jendela", "pensil", "lentera"),
)


class Player(NamedTuple):
    """An invented person: which tier, which role, name and address."""

    tier: Tier
    role: Role
    name: str
    email: str


def players() -> list[Player]:
    """Every player of the demo, from the nation down, heads first."""
    return [
        _player(tier, role) for tier in Tier for role in Role if role in roles_at(tier)
    ]


def _player(tier: Tier, role: Role) -> Player:
    mailbox = f"{MAILBOX[role]}.{PLACE[tier]}"
    name = mailbox.replace(".", " ").title()
    return Player(tier, role, f"{name} (contoh)", f"{mailbox}@{DOMAIN}")


def neighbour() -> Player:
    """The head of the district next door: may not see Banyumas."""
    mailbox = "kepala.dinas.cilacap"
    name = "Kepala Dinas Cilacap (contoh)"
    return Player(Tier.DISTRICT, Role.HEAD, name, f"{mailbox}@{DOMAIN}")


def school_head(npsn: str) -> tuple[str, str]:
    """Name and address of the invented head of a school."""
    return f"Kepala Sekolah {npsn} (contoh)", f"kepala.{npsn}@{DOMAIN}"


def new_password() -> str:
    """Easy to type, drawn anew for every demo."""
    chosen = [secrets.choice(WORDS) for _ in range(3)]
    return "-".join([*chosen, str(100 + secrets.randbelow(900))])


SHOWN_FIRST = (
    ("district", Role.HEAD_OF_QA),
    ("school", Role.HEAD),
    ("school", Role.COMMITTEE),
    ("area", Role.SUPERVISOR),
    ("province", Role.HEAD),
    ("nation", Role.HEAD),
)


class Shown(NamedTuple):
    """An account as the landing page of a demo shows it."""

    role: str
    organisation: str
    mailbox: str
    domain: str
    password: str


def shown_first(accounts: list[dict[str, str]]) -> list[Shown]:
    """The few accounts with which a visitor best begins, in that order."""
    by_part = {(a["tier"], a["role"]): a for a in reversed(accounts)}
    found = [by_part[part] for part in SHOWN_FIRST if part in by_part]
    return [_shown(account) for account in found]


def _shown(account: dict[str, str]) -> Shown:
    mailbox, _at, domain = account["email"].partition("@")
    role = str(Role(account["role"]).label)
    unit, password = account["organisation"], account["password"]
    return Shown(role, unit, mailbox, domain, password)
