"""From a message to the bytes that leave.

Internal notes cannot be in them: only messages of the conversation are read.
"""

import re
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils.html import escape
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries.addresses import reply_address
from caseway.engagement.channels.email.queries.keys import signing_key_of
from caseway.engagement.channels.email.queries.outgoing import Letter
from caseway.engagement.channels.email.queries.secrets import loop_token
from caseway.engagement.channels.email.rules.automatic import LOOP_HEADER
from caseway.engagement.channels.email.rules.heading import one_line, people_line, text_line
from caseway.engagement.channels.email.rules.protection.signing import sign_mail
from caseway.engagement.models import Attachment, Message
from caseway.kernel.errors import DomainError
from caseway.kernel.html import html_of

MOST_REFERENCES = 20
MOST_QUOTED = 20_000
LONGEST_CONTENT_ID = 60
CONTENT_ID = re.compile(r"[!-;=?-~]+")
FILE_TYPE = re.compile(r"([a-z0-9_.+-]+)/([a-z0-9_.+-]+)")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")


class UnusableRecipient(DomainError):
    """An address of the message cannot be written to; trying again changes nothing."""


def source_of(letter: Letter) -> bytes:
    """The whole mail. The same letter always has the same Message-ID, so that sending it again makes no second mail."""
    mail = EmailMessage(policy=SMTP)
    _write_bodies(mail, letter)
    for file in letter.files:
        if not _is_within(file):
            _attach(mail, file)
    return _signed(_headers(letter) + mail.as_bytes(), letter.mailbox)


def _signed(source: bytes, mailbox: Mailbox) -> bytes:
    """With the mailbox's S/MIME or OpenPGP signature, if it signs."""
    key = signing_key_of(mailbox)
    return sign_mail(source, key) if key else source


def _who_writes(letter: Letter) -> str:
    """`Ana Ferro (Fornello)`: the person, and for whom."""
    person, house = one_line(letter.message.from_name), one_line(letter.mailbox.name)
    return f"{person} ({house})" if person and house else person or house


def _headers(letter: Letter) -> bytes:
    """All but those of MIME."""
    message, ours = letter.message, letter.mailbox
    listed = {name: _people(message.recipients.get(kind, ())) for name, kind in (("To", "to"), ("Cc", "cc"))}
    answers = reply_address(ours.address, message.conversation_id)
    lines = [
        people_line("From", [(_who_writes(letter), _usable(ours.address))]),
        *(people_line(name, people) for name, people in listed.items() if people),
        *([] if any(listed.values()) else ["To: undisclosed-recipients:;"]),
        people_line("Reply-To", [(ours.name, _usable(answers))]),
        text_line("Subject", message.subject),
        f"Date: {format_datetime(message.at)}",
        *(_automatic(letter) if message.is_auto else ()),
    ]
    return _thread_headers(message) + "".join(f"{line}\r\n" for line in lines).encode()


def _automatic(letter: Letter) -> list[str]:
    kind = "auto-replied" if letter.answered else "auto-generated"
    return [f"Auto-Submitted: {kind}", "X-Auto-Response-Suppress: All", f"{LOOP_HEADER}: {loop_token()}"]


def _thread_headers(message: Message) -> bytes:
    """Written by hand: the standard library would encode identifiers that are longer than a line."""
    lines = [f"Message-ID: {message.message_id}"]
    for name, values in (("In-Reply-To", message.in_reply_to), ("References", message.references)):
        if usable := [value for value in values if MESSAGE_ID.fullmatch(value)][-MOST_REFERENCES:]:
            lines.append(f"{name}: " + "\r\n ".join(usable))
    return "".join(f"{line}\r\n" for line in lines).encode("ascii")


def _write_bodies(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(_text(letter), cte="quoted-printable")
    mail.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
    shown = [file for file in letter.files if _is_within(file)]
    html = mail.get_body(("html",))
    for file in shown:
        kind, subkind = _type_of(file)
        with file.file.open() as stream:
            html.add_related(  # type: ignore[union-attr]
                stream.read(), kind, subkind, cid=f"<{file.content_id}>", filename=_file_name(file)
            )


def _attach(mail: EmailMessage, file: Attachment) -> None:
    kind, subkind = _type_of(file)
    with file.file.open() as stream:
        mail.add_attachment(stream.read(), maintype=kind, subtype=subkind, filename=_file_name(file))


def _is_within(file: Attachment) -> bool:
    """Whether it stands in the HTML. An identity that fits into no header is none: its file is attached."""
    return file.is_inline and len(file.content_id) <= LONGEST_CONTENT_ID and bool(CONTENT_ID.fullmatch(file.content_id))


def _file_name(file: Attachment) -> str:
    return one_line(file.filename) or "file"


def _type_of(file: Attachment) -> tuple[str, str]:
    """The declared type; where it is none, or would be read as a part of the mail, bytes."""
    found = FILE_TYPE.fullmatch(file.content_type.lower())
    if found is None or found[1] in ("message", "multipart"):
        return "application", "octet-stream"
    return found[1], found[2]


def _text(letter: Letter) -> str:
    parts = [letter.message.text.rstrip()]
    if letter.signature.text:
        parts.append(f"-- \n{letter.signature.text}")
    if quoted := _quoted(letter):
        parts.append(f"{_attribution(quoted)}\n" + "\n".join(f"> {line}" for line in _said(quoted).splitlines()))
    return "\n\n".join(parts) + "\n"


def _html(letter: Letter) -> str:
    parts = [letter.message.html or html_of(letter.message.text)]
    if letter.signature.html:
        parts.append(f'<div class="signature">-- <br>{letter.signature.html}</div>')
    if quoted := _quoted(letter):
        cited = f'<blockquote type="cite">{html_of(_said(quoted))}</blockquote>'
        parts.append(f'<div class="gmail_quote"><div>{escape(_attribution(quoted))}</div>{cited}</div>')
    return f'<html><body dir="auto">{"".join(parts)}</body></html>\n'


def _quoted(letter: Letter) -> Message | None:
    """What is answered stands below an answer that a person wrote. What came encrypted is not repeated in the open."""
    answered = letter.answered
    if answered is None or letter.message.is_auto:
        return None
    came_encrypted = bool(answered.facts.get("protection", {}).get("is_encrypted"))
    return answered if letter.is_encrypted or not came_encrypted else None


def _said(answered: Message) -> str:
    return (answered.reply_text or answered.text)[:MOST_QUOTED].rstrip()


def _attribution(answered: Message) -> str:
    values = {"date": f"{answered.at:%Y-%m-%d %H:%M} UTC", "name": one_line(answered.from_name or answered.from_email)}
    return _("On %(date)s, %(name)s wrote:") % values


def _people(listed: Iterable[dict[str, str]]) -> list[tuple[str, str]]:
    return [(one.get("name", ""), _usable(one["email"])) for one in listed]


def _usable(email: str) -> str:
    """The address as headers carry it."""
    local, _at, domain = email.strip().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
        if local.isascii():
            return Address(addr_spec=f"{local}@{domain}").addr_spec
        return Address(username=local, domain=domain).addr_spec
    except (ValueError, LookupError, MessageError) as error:
        raise UnusableRecipient(_("“%s” is not a mail address: correct it and send again.") % email) from error
