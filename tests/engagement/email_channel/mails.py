"""Mails as customers' programs write them, for tests of the channel."""

import itertools
import socket
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default

from caseway.engagement.channels.email import commands
from caseway.engagement.models import Message

Deliver = Callable[[], int]
AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MARIA = "Maria Gomez <maria@lumenlabs.example>"
SUPPORT = "support@caseway.example"


def mail(
    *,
    sender: str = MARIA,
    to: str = SUPPORT,
    subject: str = "Brewer leaks",
    text: str = "It drips.\n",
    message_id: str = "<1@lumenlabs.example>",
    headers: Mapping[str, str] | None = None,
) -> bytes:
    fields = {
        "From": sender,
        "To": to,
        "Subject": subject,
        "Date": "Mon, 23 Nov 2026 10:00:00 +0000",
        "Message-ID": message_id,
        "Content-Type": "text/plain; charset=utf-8",
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return (head + "\r\n" + text.replace("\n", "\r\n")).encode()


def receive(
    raw: bytes, *, recipients: tuple[str, ...] = (SUPPORT,), mail_from: str = "", at: datetime = AT
) -> commands.Receipt:
    return commands.receive_mail(raw, at=at, envelope=commands.Envelope(mail_from, recipients, "smtp"))


def received(raw: bytes, **values: object) -> Message:
    """Receive it; it must become a message."""
    receipt = receive(raw, **values)  # type: ignore[arg-type]
    assert receipt.outcome == "stored", receipt
    return Message.objects.get(pk=receipt.id)


def read(source: bytes) -> EmailMessage:
    message = BytesParser(policy=default).parsebytes(source)
    assert isinstance(message, EmailMessage)
    return message


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_users = itertools.count(1)


def unique_user() -> str:
    return f"user{next(_users)}"
