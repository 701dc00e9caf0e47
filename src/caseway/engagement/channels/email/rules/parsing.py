"""`parse`: from any bytes to a ParsedMail. Every step that fails leaves its defect and the rest goes on."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from html import unescape
from typing import TypeVar
from urllib.parse import unquote

from . import automatic, threads
from .addresses import first_address, parse_addresses
from .authentication import authentications
from .authors import author_of, claimed_addresses, other_senders
from .bodies import Block, Collector, Found, joined_html
from .bounces import Reported, read_reports
from .charsets import clean, decode
from .dates import sent_at
from .headers import Headers
from .html_cleaning import is_affordable, sanitise
from .html_text import html_lines, naive_text
from .icalendar import read_meeting
from .identity import content_hash, derived_message_id
from .limits import MAX_CALENDAR_CHARS, MAX_HTML_CHARS, MAX_SUBJECT_CHARS, MAX_TEXT_CHARS, Defects
from .lines import Line, joined, text_lines
from .mime import Part, Reader
from .model import Address, Attachment, Meeting, ParsedMail
from .replies import SplitReply, split_reply
from .replies.markers import is_forward_subject

_BROKEN = (
    ValueError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    RecursionError,
    MemoryError,
    AssertionError,
    RuntimeError,
)
_HTML_QUOTE_HINTS = (
    "quote", "moz-cite", "divrplyfwdmsg", "appendonsend", "reference-message", "border-top:solid", "zmail_extra",
    "zwchr",
)  # fmt: skip
_CALENDARS = {"text/calendar", "application/ics", "text/x-vcalendar"}
_PICTURE = re.compile(r' src="(?i:cid):([^"]+)"')
_MBOX_SENDER = re.compile(rb"From ([^\s]{1,300}) ")

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class _Body:
    """`shown` is what files that are shown below add to `text`."""

    text: str = ""
    html: str = ""
    html_lines: tuple[Line, ...] = ()
    shown: str = ""


def parse(raw: bytes) -> ParsedMail:
    """Reads one mail. Never raises, whatever the bytes; time and memory are bounded by its length and `limits`."""
    defects = Defects()
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip()
    root = _guarded(defects, "structure", lambda: Reader(defects).read(raw), None) or _unreadable(raw)
    root.headers.expect_charset(_first_charset(root))
    mail = _guarded(defects, "headers", lambda: _envelope(root.headers, raw), ParsedMail(Address()))
    found = _guarded(defects, "parts", lambda: Collector(defects).collect(root, is_root=True), Found())
    body = _guarded(defects, "body", lambda: _body(found, defects), _Body())
    text = f"{body.text}\n\n{body.shown}".strip("\n") if body.shown else body.text
    files = _marked_inline(found.attachments, body.html)
    mail = replace(mail, text=text, html=body.html, reply_text=text, attachments=files)
    mail = replace(mail, calendar=_guarded(defects, "calendar", lambda: _meeting(mail.attachments), None))
    mail = _guarded(defects, "reply", lambda: _with_reply(mail, body), mail)
    mail = _guarded(defects, "reports", lambda: _with_reports(mail, root), mail)
    digest = _guarded(defects, "hash", lambda: content_hash(root.headers, root), "") or sha256(raw).hexdigest()
    return replace(_with_identity(mail, digest), defects=tuple(clean(defect) for defect in defects))


def _guarded(defects: Defects, step: str, read: Callable[[], Result], otherwise: Result) -> Result:
    try:
        return read()
    except _BROKEN as error:
        defects.add(f"{step} could not be read: {type(error).__name__}")
        return otherwise


def _unreadable(raw: bytes) -> Part:
    return Part(Headers([]), raw[:MAX_TEXT_CHARS], "text/plain", {}, "", "")


def _first_charset(part: Part) -> str:
    """The charset that 8-bit headers are most likely in: that of the body."""
    while part.children:
        part = part.children[0]
    return part.charset


def _envelope(headers: Headers, raw: bytes) -> ParsedMail:
    sender, reply_to = _sender(headers, raw), _addresses(headers, "reply-to")
    author = author_of(headers, sender, reply_to)
    return ParsedMail(
        sender=sender,
        author=author.address,
        author_source=author.source,
        other_senders=other_senders(headers, sender),
        claimed_addresses=claimed_addresses(sender),
        reply_to=reply_to,
        to=_addresses(headers, "to"),
        cc=_addresses(headers, "cc"),
        subject=clean(headers.decoded("subject"))[:MAX_SUBJECT_CHARS],
        date=sent_at(headers),
        message_id=threads.own_message_id(headers.text("message-id")),
        in_reply_to=threads.message_ids(headers.texts("in-reply-to")),
        references=threads.message_ids(headers.texts("references")),
        is_list=automatic.is_list_mail(headers),
        delivered_to=_delivered_to(headers),
        return_path=first_address(headers.texts("return-path")).email,
        loops=tuple(clean(value)[:200] for value in headers.texts(automatic.LOOP_HEADER.lower())[:50]),
        authentication=authentications(headers),
    )


def _sender(headers: Headers, raw: bytes) -> Address:
    """From, and where that is missing whatever else names the writer."""
    for name in ("from", "sender", "reply-to", "return-path", "x-sender", "x-original-from"):
        address = first_address(headers.texts(name))
        if address.email or address.name:
            return address
    envelope = _MBOX_SENDER.match(raw)
    return Address("", clean(envelope[1].decode("ascii", "replace"))) if envelope else Address()


def _addresses(headers: Headers, name: str) -> tuple[Address, ...]:
    return tuple(dict.fromkeys(address for value in headers.texts(name)[:50] for address in parse_addresses(value)))


def _delivered_to(headers: Headers) -> tuple[str, ...]:
    names = (
        "delivered-to",
        "x-original-to",
        "envelope-to",
        "x-envelope-to",
        "x-rcpt-to",
        "x-forwarded-to",
        "x-delivered-to",
    )
    found = (
        address.email for name in names for value in headers.texts(name)[:20] for address in parse_addresses(value)
    )
    return tuple(dict.fromkeys(email for email in found if email))


def _body(found: Found, defects: Defects) -> _Body:
    """Text and safe HTML of all blocks; where a block has no text it is made from its HTML."""
    html = _safe_html(joined_html(found.blocks), defects)
    shown = clean("\n\n".join(text.strip("\n") for text in found.shown))[:MAX_TEXT_CHARS]
    if len(found.blocks) == 1 and html and not found.blocks[0].text.strip():
        lines = tuple(html_lines(html))
        return _Body(clean(joined(lines).strip())[:MAX_TEXT_CHARS], html, lines, shown)
    blocks = _without_repetition(found.blocks)
    texts = [block.text if block.text.strip() or not block.html else _text_of(block.html) for block in blocks]
    said = "\n".join(text for text in texts if text.strip())
    return _Body(clean(said)[:MAX_TEXT_CHARS].rstrip(), html, shown=shown)


def _safe_html(source: str, defects: Defects) -> str:
    if source and not is_affordable(source):
        defects.add("HTML beyond its budget: shown as text")
        return ""
    return clean(sanitise(source)).strip() if source else ""


def _text_of(source: str) -> str:
    if not is_affordable(source):
        return naive_text(source[:MAX_HTML_CHARS])
    return joined(html_lines(sanitise(source))).strip()


def _without_repetition(blocks: list[Block]) -> list[Block]:
    """The blocks, where an HTML one that only says again what the text before it says is one with it."""
    kept: list[Block] = []
    for block in blocks:
        before = kept[-1] if kept else Block()
        if block.html and not block.text and not before.html and _says_the_same(before.text, block.html):
            kept[-1] = Block(before.text, block.html)
        else:
            kept.append(block)
    return kept


def _says_the_same(text: str, html: str) -> bool:
    words = "".join(text.split())[:400]
    return bool(words) and words == "".join(_text_of(html).split())[:400]


def _with_reply(mail: ParsedMail, body: _Body) -> ParsedMail:
    is_forward = is_forward_subject(mail.subject)
    split = _best_split(body, is_forward=is_forward)
    reply = f"{split.reply}\n\n{body.shown}".strip("\n") if body.shown else split.reply
    return replace(mail, reply_text=reply, quoted_text=split.quoted, is_forward=is_forward)


def _best_split(body: _Body, *, is_forward: bool) -> SplitReply:
    """The split of the text; that of the HTML where only its marks show the quotation."""
    if body.html_lines:
        return split_reply(body.html_lines, is_forward=is_forward)
    split = split_reply(text_lines(body.text), is_forward=is_forward)
    if split.has_quote or is_forward or not body.html or not _may_quote(body.html):
        return split
    by_html = split_reply(html_lines(body.html), is_forward=False)
    return by_html if by_html.has_quote and by_html.reply.strip() else split


def _may_quote(html: str) -> bool:
    lowered = html.lower()
    return any(hint in lowered for hint in _HTML_QUOTE_HINTS)


def _with_reports(mail: ParsedMail, root: Part) -> ParsedMail:
    reported: Reported = read_reports(root, mail.sender, mail.subject, mail.text)
    reason = automatic.automatic_reason(root.headers, mail.subject, reported.report_type)
    is_answer = bool(reason) and not reported.report_type and not mail.is_list
    sent = mail.date.date() if mail.date else None
    return replace(
        mail,
        is_auto=bool(reason),
        auto_reason=reason,
        auto_until=automatic.day_of_return(mail.subject, mail.text, sent) if is_answer else None,
        is_bounce=reported.bounce is not None,
        bounce=reported.bounce,
        complaint=reported.complaint,
    )


def _marked_inline(attachments: list[Attachment], html: str) -> tuple[Attachment, ...]:
    """The attachments, those that the HTML shows by `cid:` marked inline: the others would not be seen anywhere."""
    if not any(attachment.content_id for attachment in attachments):
        return tuple(attachments)
    shown = {unquote(unescape(cid)).lower() for cid in _PICTURE.findall(html)}
    return tuple(
        replace(attachment, inline=True)
        if attachment.content_id and attachment.content_id.lower() in shown
        else attachment
        for attachment in attachments
    )


def _meeting(attachments: tuple[Attachment, ...]) -> Meeting | None:
    """The first event in the first calendar file that has one."""
    files = (one for one in attachments if one.content_type in _CALENDARS or one.filename.lower().endswith(".ics"))
    found = (read_meeting(decode(file.content[:MAX_CALENDAR_CHARS])) for file in files)
    return next((meeting for meeting in found if meeting), None)


def _with_identity(mail: ParsedMail, digest: str) -> ParsedMail:
    if mail.message_id:
        return replace(mail, content_hash=digest)
    return replace(mail, content_hash=digest, message_id=derived_message_id(digest), is_message_id_derived=True)
