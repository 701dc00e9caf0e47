"""What the parser answers: plain, frozen values, every string encodable as UTF-8 and free of NULs."""

import datetime
from dataclasses import dataclass, field

from .protection.model import Protection


@dataclass(frozen=True, slots=True)
class Address:
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """`size` is in bytes; `content_id` is without angle brackets; `inline` says that the body shows it.

    `filename` is never empty; `declared_name` is what the sender called it, empty where `filename` was made up.
    """

    filename: str
    content_type: str
    content: bytes
    inline: bool = False
    content_id: str = ""
    declared_name: str = ""

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery that failed or is late. `status` is an enhanced code such as 5.1.1; `permanent` says that the mail
    system has given up, which it also does after a temporary trouble (4.4.7)."""

    recipient: str
    status: str
    permanent: bool
    diagnostic: str = ""
    original_message_id: str = ""
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Complaint:
    """A feedback report (ARF): the recipient told their provider that our mail was unwanted."""

    recipient: str
    kind: str
    original_message_id: str = ""


@dataclass(frozen=True, slots=True)
class Meeting:
    """An event in a calendar file. `method` says what is asked (REQUEST, CANCEL, REPLY …); times carry their offset.

    `time_zone` is the sender's name for it, empty for a time that floats, which is read as UTC; of a whole day the
    times are midnight UTC, and `ends_at` is the day after the last.
    """

    method: str = ""
    summary: str = ""
    organizer: Address = field(default_factory=Address)
    starts_at: datetime.datetime | None = None
    ends_at: datetime.datetime | None = None
    time_zone: str = ""
    is_all_day: bool = False
    location: str = ""
    status: str = ""
    uid: str = ""
    attendees: tuple[Address, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthenticationResult:
    """One check: `method` (spf, dkim, dmarc, arc …), `result` (pass, fail, none …), the domain it was about."""

    method: str
    result: str
    domain: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """What `server` (its authserv-id, lower case, empty where it gives none) says it checked.

    `arc_instance` is 0 for the server's own statement, else the place in the ARC chain that carries it.
    """

    server: str
    results: tuple[AuthenticationResult, ...] = ()
    arc_instance: int = 0


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """One mail, read. `text` is `reply_text` and `quoted_text` together; nothing of it is ever dropped.

    `sender` is From. `author` is who wrote it, the same unless a mailing list made From its own; `author_source` names
    the header that says so. `other_senders` are further addresses in From, `claimed_addresses` those in the display
    name that are not the sender's: both are signs of somebody who wants to be taken for another.
    """

    sender: Address
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime.datetime | None = None
    message_id: str = ""
    is_message_id_derived: bool = False
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    reply_text: str = ""
    quoted_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    calendar: Meeting | None = None
    is_auto: bool = False
    auto_reason: str = ""
    auto_until: datetime.date | None = None
    is_bounce: bool = False
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    is_list: bool = False
    is_forward: bool = False
    delivered_to: tuple[str, ...] = ()
    return_path: str = ""
    protection: Protection | None = None
    loops: tuple[str, ...] = ()
    author: Address = field(default_factory=Address)
    author_source: str = "From"
    other_senders: tuple[Address, ...] = ()
    claimed_addresses: tuple[str, ...] = ()
    authentication: tuple[Authentication, ...] = ()
    content_hash: str = ""
    defects: tuple[str, ...] = ()
