"""Keeping a mail that becomes no message, as it came, with the cause."""

import hashlib
from dataclasses import asdict, dataclass

from caseway.engagement.channels.email.models import Quarantine
from caseway.engagement.channels.email.rules import ParsedMail
from caseway.engagement.models import Message
from caseway.kernel.db import atomic
from caseway.kernel.realtime import notify


@dataclass(frozen=True)
class Envelope:
    """How a mail reached us: the servers' words, not the mail's. `source` is smtp, pipe, or a way in."""

    mail_from: str = ""
    recipients: tuple[str, ...] = ()
    source: str = "smtp"


@atomic()
def held(raw: bytes, mail: ParsedMail, envelope: Envelope, cause: str, detail: str) -> int:
    """Keep the source, once however often it comes; returns the id of its row."""
    digest = hashlib.sha256(raw).hexdigest()
    Quarantine.objects.bulk_create(
        [
            Quarantine(
                cause=cause,
                detail=_plain(detail)[:2000],
                envelope={name: _plain_value(value) for name, value in asdict(envelope).items()},
                sender=mail.sender.email[:320],
                subject=mail.subject[:998],
                digest=digest,
                data=raw,
                size=len(raw),
            )
        ],
        ignore_conflicts=True,
    )
    notify("quarantine:0")
    return Quarantine.objects.values_list("pk", flat=True).get(digest=digest)


@atomic()
def hold_message(message_id: int, *, cause: str, detail: str) -> None:
    """Show a stored message, of which nothing becomes, among what is held. Safe to run twice."""
    parts = ("facts", "recipients", "from_email", "subject", "at", "source__size")
    message = Message.objects.select_related("source").only(*parts).get(pk=message_id)
    delivered = [one["email"] for one in message.recipients.get("delivered_to", ())]
    Quarantine.objects.bulk_create(
        [
            Quarantine(
                cause=cause,
                detail=detail[:2000],
                envelope={"mail_from": message.facts.get("return_path", ""), "recipients": delivered, "source": ""},
                sender=message.from_email,
                subject=message.subject,
                digest=f"message {message.pk}",
                data=b"",
                message=message,
                size=message.source.size,
                arrived_at=message.at,
            )
        ],
        ignore_conflicts=True,
    )
    notify("quarantine:0")


def _plain_value(value: object) -> object:
    return [_plain(str(one)) for one in value] if isinstance(value, tuple) else _plain(str(value))


def _plain(text: str) -> str:
    """Text that the database takes."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()
