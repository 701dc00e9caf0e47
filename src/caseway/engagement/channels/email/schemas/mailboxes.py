"""Mailboxes, how they fare and by which way their mail leaves, as the API writes and reads them."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import EmailAddress, Identifier, Input, Schema, of_length

WayIn = Literal["listener", "imap", "pop3", "google", "microsoft", "webhook"]
HookProvider = Literal[
    "brevo", "mailersend", "mailgun", "mailjet", "postal", "postmark", "resend", "sendgrid", "ses", "sparkpost", ""
]
Security = Literal["tls", "starttls", "none"]
Port = Annotated[int, Field(ge=1, le=65535)]
OnForgery = Literal["mark", "hold"]
Short = Annotated[str, of_length(120)]
Host = Annotated[str, of_length(255)]
Signature = Annotated[str, of_length(4000)]
Password = Annotated[str, of_length(500)]


class MailboxIn(Input):
    """What comes by our listener needs no more than an address. Without a port the usual one is meant.

    The password is never shown again.
    """

    address: EmailAddress
    name: Short = ""
    signature: Signature = ""
    is_active: bool = True
    is_default: bool = False
    way_in: WayIn = "listener"
    fetch_host: Host = ""
    fetch_port: Port | None = None
    fetch_security: Security = "tls"
    fetch_user: Host = ""
    password: Password = ""
    folder: Annotated[str, of_length(255, 1)] = "INBOX"
    leaves_mail: bool = True
    believed_servers: Annotated[str, of_length(500)] = Field(
        "", description="Names of the servers whose Authentication-Results are believed, with blanks between."
    )
    on_forgery: OnForgery = "mark"
    provider_id: Identifier | None = None
    hook_provider: HookProvider = ""
    encrypts: bool = Field(False, description="Encrypt what leaves when there is a key of each recipient.")


class MailboxChange(Input):
    """What is left out stays as it is."""

    address: EmailAddress | None = None
    name: Short | None = None
    signature: Signature | None = None
    is_active: bool | None = None
    is_default: bool | None = None
    way_in: WayIn | None = None
    fetch_host: Host | None = None
    fetch_port: Port | None = None
    fetch_security: Security | None = None
    fetch_user: Host | None = None
    password: Password | None = None
    folder: Annotated[str, of_length(255, 1)] | None = None
    leaves_mail: bool | None = None
    believed_servers: Annotated[str, of_length(500)] | None = None
    on_forgery: OnForgery | None = None
    provider_id: Identifier | None = None
    hook_provider: HookProvider | None = None
    encrypts: bool | None = None


class MailboxOut(Schema):
    id: int
    address: str
    name: str
    signature: str
    is_active: bool
    is_default: bool
    way_in: str
    fetch_host: str
    fetch_port: int
    fetch_security: str
    fetch_user: str
    folder: str
    leaves_mail: bool
    believed_servers: str
    on_forgery: str
    provider_id: int | None
    hook_provider: str
    encrypts: bool
    signed_in_at: datetime | None
    health: str
    health_note: str


class SpellOut(Schema):
    """A time in which the mailbox was served (`good`) or not (`failing`, with the server's words and the attempts).

    `mails` came in during it. Without `ended_at` it lasts.
    """

    id: int
    health: str
    note: str
    attempts: int
    mails: int
    began_at: datetime
    last_at: datetime | None
    ended_at: datetime | None


class ExaminedOut(Schema):
    """One thing that was looked at: mail coming `in`, going `out`, or the domain's `names`. `advice`: what to do."""

    area: Literal["in", "out", "names"]
    title: str
    state: Literal["ok", "info", "warn", "bad"]
    said: str
    advice: str


class ExaminationOut(Schema):
    """`works` while nothing is bad."""

    works: bool
    steps: list[ExaminedOut]


class WayOutIn(Input):
    """Without a host, the installation's server; without a port, the usual one; without a team, open to everybody."""

    host: Host = ""
    port: Port | None = None
    security: Security = "starttls"
    user: Host = ""
    password: Password = ""
    team: Identifier | None = None


class WayOutOut(Schema):
    host: str
    port: int
    security: str
    user: str
    team: int | None = Field(alias="team_id")
