"""What the parser answers: plain, frozen values, every string encodable as UTF-8 and free of NULs."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Address:
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """`size` is in bytes; `content_id` is without angle brackets; `inline` says that the body shows it."""

    filename: str
    content_type: str
    content: bytes
    inline: bool = False
    content_id: str = ""

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
class ParsedMail:
    """One mail, read. `text` is `reply_text` and `quoted_text` together; nothing of it is ever dropped."""

    sender: Address
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str = ""
    is_message_id_derived: bool = False
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    text: str = ""
    html: str = ""
    reply_text: str = ""
    quoted_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    is_auto: bool = False
    auto_reason: str = ""
    is_bounce: bool = False
    bounce: Bounce | None = None
    complaint: Complaint | None = None
    is_list: bool = False
    is_forward: bool = False
    delivered_to: tuple[str, ...] = ()
    return_path: str = ""
    original_sender: str = ""
    loops: tuple[str, ...] = ()
    authentication_results: tuple[str, ...] = ()
    content_hash: str = ""
    defects: tuple[str, ...] = ()
