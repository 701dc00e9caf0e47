"""Reading mail: pure functions from bytes to plain values."""

from .model import Address, Attachment, Bounce, Complaint, ParsedMail
from .parsing import parse

__all__ = ["Address", "Attachment", "Bounce", "Complaint", "ParsedMail", "parse"]
