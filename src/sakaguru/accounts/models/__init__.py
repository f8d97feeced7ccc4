from sakaguru.accounts.models.attempt import Attempt, Counted
from sakaguru.accounts.models.user import User

__all__ = ["Attempt", "Counted", "User"]
