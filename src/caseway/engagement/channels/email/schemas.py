"""Mailboxes and held mail as the API writes and reads them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import EmailAddress, Input, ListQuery, Schema, text

Security = Literal["tls", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]
Short = Annotated[str, text(120)]
Host = Annotated[str, text(255)]
Signature = Annotated[str, text(4000)]
Password = Annotated[str, text(500)]


class MailboxIn(Input):
    """Without an IMAP host mail to the address arrives by our own listener. The password is never shown again."""

    address: EmailAddress
    name: Short = ""
    signature: Signature = ""
    is_active: bool = True
    is_default: bool = False
    fetch_host: Host = ""
    fetch_port: Port = 993
    fetch_security: Security = "tls"
    fetch_user: Host = ""
    fetch_password: Password = ""
    folder: Annotated[str, text(255, 1)] = "INBOX"


class MailboxChange(Input):
    """What is left out stays as it is."""

    address: EmailAddress | None = None
    name: Short | None = None
    signature: Signature | None = None
    is_active: bool | None = None
    is_default: bool | None = None
    fetch_host: Host | None = None
    fetch_port: Port | None = None
    fetch_security: Security | None = None
    fetch_user: Host | None = None
    fetch_password: Password | None = None
    folder: Annotated[str, text(255, 1)] | None = None


class MailboxOut(Schema):
    id: int
    address: str
    name: str
    signature: str
    is_active: bool
    is_default: bool
    fetch_host: str
    fetch_port: int
    fetch_security: str
    fetch_user: str
    folder: str
    health: str
    health_note: str


class TrialOut(Schema):
    """`error` holds the server's words when it did not work."""

    works: bool
    error: str


class QuarantineQuery(ListQuery):
    state: Literal["held", "recovered", "discarded"] = "held"


class QuarantineOut(Schema):
    id: int
    cause: str
    detail: str
    state: str
    sender: str
    subject: str
    size: int
    recipients: list[str]
    arrived_at: datetime
    decided_by: str
    decided_at: datetime | None

    @staticmethod
    def resolve_recipients(mail: object) -> list[str]:
        return [str(one) for one in getattr(mail, "envelope", {}).get("recipients", [])]


class RecoveredOut(Schema):
    """`repeated`: the message was stored before. `message_id` is the stored message's, or null."""

    outcome: str
    message_id: int | None
