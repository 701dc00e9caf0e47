"""Reading mail: pure functions from bytes to plain values."""

from .model import Address, Attachment, Authentication, AuthenticationResult, Bounce, Complaint, Meeting, ParsedMail
from .parsing import parse

__all__ = [
    "Address",
    "Attachment",
    "Authentication",
    "AuthenticationResult",
    "Bounce",
    "Complaint",
    "Meeting",
    "ParsedMail",
    "parse",
]
