from sakaguru.followup.models.digest import Digest, Reminder
from sakaguru.followup.models.point import ActionPoint, Numbering, PointEvent

__all__ = ["ActionPoint", "Digest", "Numbering", "PointEvent", "Reminder"]
