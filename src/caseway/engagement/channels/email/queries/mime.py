"""From a message to the bytes that leave.

Internal notes cannot be in them: only messages of the conversation are read.
"""

import re
from collections.abc import Iterable
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime

from django.utils.html import escape
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries.addresses import reply_address
from caseway.engagement.channels.email.queries.keys import signing_key_of
from caseway.engagement.channels.email.queries.outgoing import Letter
from caseway.engagement.channels.email.queries.secrets import loop_token
from caseway.engagement.channels.email.rules.automatic import LOOP_HEADER
from caseway.engagement.channels.email.rules.protection.signing import sign_mail
from caseway.engagement.models import Attachment, Message
from caseway.kernel.errors import DomainError
from caseway.kernel.html import html_of

MOST_REFERENCES = 20
MOST_QUOTED = 20_000
CONTROLS = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>")


class UnusableRecipient(DomainError):
    """An address of the message cannot be written to; trying again changes nothing."""


def source_of(letter: Letter) -> bytes:
    """The whole mail. The same letter always has the same Message-ID, so that sending it again makes no second mail."""
    mail = EmailMessage(policy=SMTPUTF8 if _needs_utf8(letter) else SMTP)
    _write_headers(mail, letter)
    _write_bodies(mail, letter)
    for file in letter.files:
        if not (file.is_inline and file.content_id):
            _attach(mail, file)
    return _signed(_thread_headers(letter.message) + mail.as_bytes(), letter.mailbox)


def _signed(source: bytes, mailbox: Mailbox) -> bytes:
    """With the mailbox's S/MIME or OpenPGP signature, if it signs."""
    key = signing_key_of(mailbox)
    return sign_mail(source, key) if key else source


def from_address(letter: Letter) -> Address:
    """`Ana Ferro (Fornello) <support@…>`: the person, and for whom."""
    person, house = _line(letter.message.from_name), _line(letter.mailbox.name)
    name = f"{person} ({house})" if person and house else person or house
    return _address(name, letter.mailbox.address)


def _write_headers(mail: EmailMessage, letter: Letter) -> None:
    message = letter.message
    mail["From"] = from_address(letter)
    for name, kind in (("To", "to"), ("Cc", "cc")):
        if addresses := _addresses(message.recipients.get(kind, ())):
            mail[name] = addresses
    if "To" not in mail and "Cc" not in mail:
        mail["To"] = "undisclosed-recipients:;"
    mail["Reply-To"] = _address(
        _line(letter.mailbox.name), reply_address(letter.mailbox.address, message.conversation_id)
    )
    mail["Subject"] = _line(message.subject)
    mail["Date"] = format_datetime(message.at)
    if message.is_auto:
        mail["Auto-Submitted"] = "auto-replied" if letter.answered else "auto-generated"
        mail["X-Auto-Response-Suppress"] = "All"
        mail[LOOP_HEADER] = loop_token()


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
    shown = [file for file in letter.files if file.is_inline and file.content_id]
    html = mail.get_body(("html",))
    for file in shown:
        kind, subkind = _type_of(file)
        with file.file.open() as stream:
            html.add_related(  # type: ignore[union-attr]
                stream.read(), kind, subkind, cid=f"<{file.content_id}>", filename=_line(file.filename)
            )


def _attach(mail: EmailMessage, file: Attachment) -> None:
    kind, subkind = _type_of(file)
    with file.file.open() as stream:
        mail.add_attachment(stream.read(), maintype=kind, subtype=subkind, filename=_line(file.filename) or "file")


def _type_of(file: Attachment) -> tuple[str, str]:
    """The declared type; where it is none, or would be read as a part of the mail, bytes."""
    kind, _slash, subkind = file.content_type.partition("/")
    if not re.fullmatch(r"[\w.+-]+/[\w.+-]+", file.content_type) or kind in ("message", "multipart"):
        return "application", "octet-stream"
    return kind, subkind


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
    """What is answered stands below an answer that a person wrote."""
    return None if letter.message.is_auto else letter.answered


def _said(answered: Message) -> str:
    return (answered.reply_text or answered.text)[:MOST_QUOTED].rstrip()


def _attribution(answered: Message) -> str:
    values = {"date": f"{answered.at:%Y-%m-%d %H:%M} UTC", "name": _line(answered.from_name or answered.from_email)}
    return _("On %(date)s, %(name)s wrote:") % values


def _addresses(listed: Iterable[dict[str, str]]) -> list[Address]:
    return [_address(_line(one.get("name", "")), one["email"]) for one in listed]


def _address(name: str, email: str) -> Address:
    local, _at, domain = email.strip().rpartition("@")
    try:
        domain = domain if domain.isascii() else domain.encode("idna").decode()
        if local.isascii():
            return Address(name, addr_spec=f"{local}@{domain}")
        return Address(name, username=local, domain=domain)
    except (ValueError, LookupError, MessageError) as error:
        raise UnusableRecipient(_("“%s” is not a mail address: correct it and send again.") % email) from error


def _needs_utf8(letter: Letter) -> bool:
    """Only an address beyond ASCII asks for servers that know SMTPUTF8."""
    return not all(address.rpartition("@")[0].isascii() for address in letter.envelope_recipients)


def _line(text: str) -> str:
    """One line of a header: whatever would end it becomes a space."""
    return CONTROLS.sub(" ", text).strip()
