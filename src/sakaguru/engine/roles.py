"""Who answers: the six respondent roles, in the order every array uses."""

from __future__ import annotations

ROLES = ("KS", "GS", "SS", "MT", "PS", "DATA")
"""Head teacher, teacher, pupil, committee/parent, supervisor, administrative data."""

PEOPLE = ("KS", "GS", "SS", "MT", "PS")
OFFICE = ("KS", "PS", "DATA")
"""Roles whose whole population is taken to have answered unless stated (R9)."""

PERSONAL = ("GS", "SS", "MT")
"""Roles whose answers are personal and are suppressed below a bound (R15)."""
