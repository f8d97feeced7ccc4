"""The one way the domain says no."""

from __future__ import annotations


class DomainError(Exception):
    """An expected refusal that a person can understand and act on.

    Services raise subclasses. The web layer shows ``str(error)`` to the user and
    an API returns ``code``. Any other exception that leaves a service is a bug.
    """

    code = "refused"
    status = 409


class NotAllowed(DomainError):
    """The actor lacks the right to this verb on this object."""

    code = "not_allowed"
    status = 403


class Incomplete(DomainError):
    """The input breaks rules that the form could not know.

    ``faults`` names each one for the person who can mend it.
    """

    code = "incomplete"
    status = 422

    def __init__(self, message: str, faults: list[str] | None = None) -> None:
        super().__init__(message)
        self.faults = faults or []
