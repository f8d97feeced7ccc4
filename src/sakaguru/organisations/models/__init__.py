from sakaguru.organisations.models.area import Area
from sakaguru.organisations.models.group import Group, GroupMember
from sakaguru.organisations.models.membership import Grant, Invitation, Membership
from sakaguru.organisations.models.organisation import (
    NameSpell,
    Organisation,
    Placement,
    Succession,
    TierName,
)
from sakaguru.organisations.models.school import School
from sakaguru.organisations.models.school_import import SchoolImport
from sakaguru.organisations.models.token import ApiToken

__all__ = [
    "ApiToken",
    "Area",
    "Grant",
    "Group",
    "GroupMember",
    "Invitation",
    "Membership",
    "NameSpell",
    "Organisation",
    "Placement",
    "School",
    "SchoolImport",
    "Succession",
    "TierName",
]
