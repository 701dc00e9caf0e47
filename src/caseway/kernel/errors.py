"""Errors of the domain. Each carries its HTTP status and a sentence that tells the user what to do."""

from collections.abc import Mapping
from typing import ClassVar


class DomainError(Exception):
    """A rule of the domain refuses. `str(error)` is shown to the user as it is."""

    status: ClassVar[int] = 409
    title: ClassVar[str] = "This cannot be done as things stand"

    def __init__(self, message: str, *, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})

    @property
    def code(self) -> str:
        """A stable name for programs, such as `case-already-closed`."""
        name = type(self).__name__
        return "".join(f"-{c.lower()}" if c.isupper() and i else c.lower() for i, c in enumerate(name))


class Invalid(DomainError):
    """What was sent cannot be used; `fields` names each field and what is wrong with it."""

    status = 422
    title = "Some of what was sent cannot be used"


class NotAllowed(DomainError):
    status = 403
    title = "You may not do this"


class NotSignedIn(DomainError):
    status = 401
    title = "Sign in first"


class NotFound(DomainError):
    status = 404
    title = "There is no such thing here"


class Conflict(DomainError):
    """Somebody else changed it in the meantime."""

    status = 412
    title = "It was changed in the meantime"


class Unavailable(DomainError):
    """What we need is away for now; the same will go through later."""

    status = 503
    title = "Not available right now"


class TooMany(DomainError):
    status = 429
    title = "Too many requests"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
