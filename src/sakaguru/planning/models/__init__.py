from sakaguru.planning.models.activity import Activity, ActivityStep, Invitee
from sakaguru.planning.models.choice import Choice
from sakaguru.planning.models.doing import Effect, Progress
from sakaguru.planning.models.lesson import Lesson
from sakaguru.planning.models.money import BudgetLine
from sakaguru.planning.models.peers import PeerComparison, PeerPool
from sakaguru.planning.models.plan import Comment, Plan, Signing, Target
from sakaguru.planning.models.standard import OwnStandard

__all__ = [
    "Activity",
    "ActivityStep",
    "BudgetLine",
    "Choice",
    "Comment",
    "Effect",
    "Invitee",
    "Lesson",
    "OwnStandard",
    "PeerComparison",
    "PeerPool",
    "Plan",
    "Progress",
    "Signing",
    "Target",
]
