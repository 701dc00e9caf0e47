"""A message as it stands in the mail that hands it on: as text, and as HTML."""

import re

from django.utils.html import escape
from django.utils.translation import gettext as _

from caseway.engagement.models import Attachment, Message
from caseway.kernel.html import clean_html, html_of

REMOTE = re.compile(r' data-remote-src="', re.IGNORECASE)
INLINE = re.compile(r'\ssrc="cid:([^"]+)"', re.IGNORECASE)


def forwarded_text(message: Message) -> str:
    """Who wrote it, when, to whom, about what; then all of it."""
    head = "\n".join(f"{name}: {value}" for name, value in _head(message))
    return f"---------- {_('Forwarded message')} ----------\n{head}\n\n{message.text.strip()}"


def forwarded_html(message: Message) -> str:
    """The same as HTML, with the pictures it had."""
    head = "<br>".join(f"<b>{escape(name)}:</b> {escape(value)}" for name, value in _head(message))
    body = message.html if message.direction == Message.Direction.IN else clean_html(message.html)
    said = REMOTE.sub(' src="', body) or html_of(message.text)
    return f"<div><p>---------- {escape(_('Forwarded message'))} ----------<br>{head}</p>{said}</div>"


def pictures_within(message: Message) -> list[Attachment]:
    """The files that its HTML shows: they go with it, or there would be holes."""
    wanted = set(INLINE.findall(message.html))
    return [file for file in message.attachments.order_by("pk") if file.content_id.strip("<>") in wanted]


def _head(message: Message) -> list[tuple[str, str]]:
    listed = message.recipients
    people = ((name, ", ".join(_written(one) for one in listed.get(kind, ()))) for name, kind in _kinds())
    lines = [
        (_("From"), _written({"name": message.from_name, "email": message.from_email})),
        (_("Date"), f"{message.at:%Y-%m-%d %H:%M} UTC"),
        (_("Subject"), message.subject),
        *people,
    ]
    return [(name, " ".join(value.split())) for name, value in lines if value.strip()]


def _kinds() -> tuple[tuple[str, str], ...]:
    """Never whom it went to as Bcc."""
    return ((_("To"), "to"), (_("Cc"), "cc"))


def _written(person: dict[str, str]) -> str:
    name, email = person.get("name", ""), person["email"]
    return f"{name} <{email}>" if name and email else name or email
