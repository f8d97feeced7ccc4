from sakaguru.planning.models.activity import Activity, ActivityStep, Invitee
from sakaguru.planning.models.doing import Effect, Progress
from sakaguru.planning.models.lesson import Lesson
from sakaguru.planning.models.money import BudgetLine
from sakaguru.planning.models.plan import Comment, Plan, Signing, Target

__all__ = [
    "Activity",
    "ActivityStep",
    "BudgetLine",
    "Comment",
    "Effect",
    "Invitee",
    "Lesson",
    "Plan",
    "Progress",
    "Signing",
    "Target",
]
