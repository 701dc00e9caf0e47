"""Mailboxes and held mail as the API writes and reads them."""

import base64
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from caseway.kernel.api import EmailAddress, Identifier, Input, ListQuery, Schema, of_length

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


class KeyIn(Input):
    """A key as text: PEM or armored OpenPGP; of PKCS#12, the file in base64. The secret part is never shown again."""

    data: Annotated[str, of_length(1_000_000, 1)]
    passphrase: Password = ""

    def file(self) -> bytes:
        """The bytes of the file."""
        if "-----BEGIN " in self.data:
            return self.data.encode()
        try:
            return base64.b64decode(self.data)
        except ValueError:
            return self.data.encode()


class KeyChange(Input):
    """Whether it signs what leaves from its mailbox."""

    signs: bool


class KeyOut(Schema):
    id: int
    mailbox_id: int
    scheme: str
    names: str
    fingerprint: str
    expires_at: datetime | None
    is_ours: bool
    signs: bool


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


ProviderKind = Literal["microsoft", "google"]
Url = Annotated[str, of_length(500)]


class ProviderIn(Input):
    """A registration with a mail provider. Empty addresses mean the usual ones. The secret is never shown again."""

    name: Annotated[str, of_length(80, 1)]
    kind: ProviderKind
    client_id: Annotated[str, of_length(255, 1)]
    secret: Password
    secret_ends_on: date | None = None
    tenant: Short = ""
    authorize_url: Url = ""
    token_url: Url = ""
    api_url: Url = ""


class ProviderChange(Input):
    """What is left out stays as it is."""

    name: Annotated[str, of_length(80, 1)] | None = None
    kind: ProviderKind | None = None
    client_id: Annotated[str, of_length(255, 1)] | None = None
    secret: Password | None = None
    secret_ends_on: date | None = None
    tenant: Short | None = None
    authorize_url: Url | None = None
    token_url: Url | None = None
    api_url: Url | None = None


class ProviderOut(Schema):
    id: int
    name: str
    kind: str
    client_id: str
    secret_ends_on: date | None
    tenant: str
    authorize_url: str
    token_url: str
    api_url: str


class SignInOut(Schema):
    """Send the mailbox's owner to `url`. They come back with `state` and a code, which finishes it with `verifier`."""

    url: str
    state: str
    verifier: str


class SignInFinish(Input):
    code: Annotated[str, of_length(4000, 1)]
    verifier: Annotated[str, of_length(200, 1)]


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


class SigningKeyIn(Input):
    domain: Annotated[str, of_length(253, 1)]


class SigningKeyOut(Schema):
    """`record_name` and `record_value` are the TXT record that the domain must publish."""

    id: int
    domain: str
    selector: str
    state: str
    record_name: str
    record_value: str
    made_at: datetime
    used_since: datetime | None


class QuarantineQuery(ListQuery):
    state: Literal["held", "recovered", "discarded", "any"] = "held"
    cause: Annotated[str, of_length(24)] = ""
    q: Annotated[str, of_length(200)] = Field("", description="Words in sender, subject or cause.")


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


class BulkIn(Input):
    """What is done with the chosen mails, or with all that the filter names when none is chosen."""

    verb: Literal["recover", "discard", "restore"]
    ids: list[Identifier] = Field([], max_length=500)
    state: Literal["held", "recovered", "discarded"] = "held"
    cause: Annotated[str, of_length(24)] = ""
    q: Annotated[str, of_length(200)] = ""


class BulkOut(Schema):
    """How far it is; `refusal` says why the first one was refused."""

    id: int
    verb: str
    total: int
    done: int
    refused: int
    refusal: str
    started_at: datetime
    finished_at: datetime | None


class RecoveredOut(Schema):
    """`repeated`: the message was stored before. `message_id` is the stored message's, or null."""

    outcome: str
    message_id: int | None
