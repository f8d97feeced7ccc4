from sakaguru.survey.models.assignment import (
    Aftercare,
    Assignment,
    Link,
    UnitProgress,
)
from sakaguru.survey.models.campaign import Campaign, CampaignExtension
from sakaguru.survey.models.data_entry import DataEntry
from sakaguru.survey.models.draft import Draft, Knock
from sakaguru.survey.models.school_class import SchoolClass, UsedSlip
from sakaguru.survey.models.submission import Edit, Submission, WithdrawnSet

__all__ = [
    "Aftercare",
    "Assignment",
    "Campaign",
    "CampaignExtension",
    "DataEntry",
    "Draft",
    "Edit",
    "Knock",
    "Link",
    "SchoolClass",
    "Submission",
    "UnitProgress",
    "UsedSlip",
    "WithdrawnSet",
]
