from sakaguru.findings.models.cause import Cause, FindingAction
from sakaguru.findings.models.finding import Finding, Sign

__all__ = ["Cause", "Finding", "FindingAction", "Sign"]
