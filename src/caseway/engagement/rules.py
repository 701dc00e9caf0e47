"""Subjects and identifiers of what we send. Pure."""

import re
import secrets
import time

REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|sv|antw|vs|odp|res|ynt|ref|回复|答复|رد)\s*(?:\[\d{1,3}\])?\s*[:：]\s*)+", re.IGNORECASE
)


def reply_subject(subject: str) -> str:
    """The same subject with one `Re:`, whatever prefixes it has gathered."""
    return f"Re: {REPLY_PREFIX.sub('', subject[:900]).strip()}"


def new_message_id(conversation_id: int, domain: str = "caseway.example") -> str:
    """Our own form, `<c12.1700000000.…@domain>`: unique, and it names the conversation."""
    return f"<c{conversation_id}.{int(time.time())}.{secrets.token_hex(8)}@{domain}>"
