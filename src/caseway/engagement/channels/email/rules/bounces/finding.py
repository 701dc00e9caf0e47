"""Putting reports and notices together into one answer."""

from dataclasses import dataclass

from caseway.engagement.channels.email.rules.addresses import first_address, parse_addresses
from caseway.engagement.channels.email.rules.charsets import decode
from caseway.engagement.channels.email.rules.headers import Headers, split_message
from caseway.engagement.channels.email.rules.identity import leaves
from caseway.engagement.channels.email.rules.limits import Defects
from caseway.engagement.channels.email.rules.mime import Part, Reader
from caseway.engagement.channels.email.rules.model import Address, Bounce, Complaint
from caseway.engagement.channels.email.rules.threads import message_ids

from . import notices, recipients
from .codes import status_from_words
from .fields import Outcome, outcomes, read_groups

_STATUS_TYPES = {"message/delivery-status", "message/global-delivery-status"}
_ORIGINAL_TYPES = {
    "message/rfc822",
    "message/global",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
_SUCCESSES = {"delivered", "relayed", "expanded"}
_MAX_DIAGNOSTIC_CHARS = 2_000


@dataclass(frozen=True, slots=True)
class Reported:
    """What a mail reports; `report_type` names its kind also where nothing failed."""

    report_type: str = ""
    bounce: Bounce | None = None
    complaint: Complaint | None = None


@dataclass(frozen=True, slots=True)
class _Mail:
    headers: Headers
    sender: Address
    subject: str
    text: str
    original: Headers


@dataclass(frozen=True, slots=True)
class _Verdict:
    status: str
    is_final: bool
    diagnostic: str


def read_reports(root: Part, sender: Address, subject: str, text: str) -> Reported:
    """The bounce or complaint in a mail, if it is one."""
    parts = list(leaves(root))
    mail = _Mail(root.headers, sender, subject, text, _original_headers(parts))
    if feedback := _part_of(parts, "message/feedback-report"):
        return Reported("feedback-report", complaint=_complaint(feedback, mail))
    if receipt := _part_of(parts, "message/disposition-notification"):
        return _receipt(receipt, mail)
    if statuses := [part for part in parts if part.content_type in _STATUS_TYPES]:
        found = [outcome for part in statuses for outcome in outcomes(_fields_of(part))]
        return Reported("delivery-status", _from_outcomes(found, mail))
    kind = root.parameters.get("report-type", "").lower()
    if notices.is_from_daemon(mail.headers, sender) and (packed := _packed(parts, mail)):
        return packed
    if kind == "delivery-status" or notices.is_notice(mail.headers, sender, subject, text):
        return Reported("delivery-status", _from_words(mail))
    return Reported(kind if root.content_type == "multipart/report" else "")


def _part_of(parts: list[Part], content_type: str) -> Part | None:
    return next((part for part in parts if part.content_type == content_type), None)


def _fields_of(part: Part) -> str:
    return decode(part.content).replace("\r", "")


def _packed(parts: list[Part], mail: _Mail) -> Reported | None:
    """The report that a gateway has packed into a mail of its own, one level deep."""
    enclosed = _part_of(parts, "message/rfc822")
    if enclosed is None:
        return None
    inner = Reader(Defects()).read(enclosed.content.lstrip(b"\r\n"))
    if not any(part.content_type in _STATUS_TYPES for part in leaves(inner)):
        return None
    return read_reports(inner, first_address(inner.headers.texts("from")), mail.subject, mail.text)


def _receipt(part: Part, mail: _Mail) -> Reported:
    """A receipt says that our mail was read or deleted; a filter's refusal comes as one too (RFC 5429)."""
    fields = _fields_of(part)
    submitted = mail.headers.text("auto-submitted").lower()
    if "rejected" not in submitted and not ("deleted" in fields.lower() and notices.is_refusal(mail.text)):
        return Reported("disposition-notification")
    named = tuple(outcome.recipient for outcome in outcomes(fields) if outcome.recipient)
    verdict = _Verdict(status_from_words(mail.text), is_final=True, diagnostic=mail.text.strip())
    return Reported("delivery-status", _bounce(mail, named, verdict))


def _original_headers(parts: list[Part]) -> Headers:
    for part in parts:
        if part.content_type in _ORIGINAL_TYPES:
            return split_message(part.content.lstrip(b"\r\n"), Defects())[0]
    return Headers([])


def _from_outcomes(found: list[Outcome], mail: _Mail) -> Bounce | None:
    failures = [outcome for outcome in found if outcome.action not in _SUCCESSES and not outcome.status.startswith("2")]
    if not failures:
        return _from_words(mail) if not found else None
    first = next((outcome for outcome in failures if outcome.action == "failed"), failures[0])
    named = tuple(dict.fromkeys(address for outcome in failures if (address := _best_address(outcome))))
    words = notices.notice_part(mail.text)
    status = first.status or status_from_words(first.diagnostic or words, is_temporary=first.action == "delayed")
    recipient = _best_address(first) or next(iter(_recipients(mail, words)), "")
    is_final = first.action != "delayed" and (bool(first.action) or status.startswith("5"))
    return _bounce(mail, (recipient, *named), _Verdict(status, is_final, first.diagnostic or words.strip()))


def _best_address(outcome: Outcome) -> str:
    """The address that was written to, before the one it was led to."""
    return next(
        (address for address in (outcome.original_recipient, outcome.recipient) if "@" in address), outcome.recipient
    )


def _from_words(mail: _Mail) -> Bounce:
    words = notices.notice_part(mail.text)
    is_late = notices.is_delay(mail.subject, words)
    verdict = _Verdict(status_from_words(words, is_temporary=is_late), not is_late, words.strip())
    return _bounce(mail, _recipients(mail, words), verdict)


def _recipients(mail: _Mail, words: str) -> tuple[str, ...]:
    ours = {
        mail.sender.email.lower(),
        *(address.email.lower() for value in mail.headers.texts("to") for address in parse_addresses(value)),
    }
    domain = mail.sender.email.rpartition("@")[2].lower()
    named = recipients.failed_recipients(mail.headers, words, ours, domain)
    if named:
        return named
    written_to = mail.original.texts("to") or [notices.quoted_to(mail.text)]
    return (first_address(written_to).email,)


def _bounce(mail: _Mail, addresses: tuple[str, ...], verdict: _Verdict) -> Bounce:
    tidy = tuple(dict.fromkeys(address for address in addresses if address))
    identity = next(iter(message_ids(mail.original.texts("message-id"))), "")
    if not identity:
        identity = next(iter(message_ids([notices.quoted_message_id(mail.text)])), "")
    diagnostic = verdict.diagnostic[:_MAX_DIAGNOSTIC_CHARS]
    return Bounce(tidy[0] if tidy else "", verdict.status, verdict.is_final, diagnostic, identity, tidy)


def _complaint(feedback: Part, mail: _Mail) -> Complaint:
    fields: dict[str, str] = {}
    for group in read_groups(_fields_of(feedback)):
        fields |= {name: value for name, value in group.items() if name not in fields}
    named = fields.get("original-rcpt-to") or fields.get("removal-recipient") or mail.original.text("to") or ""
    identity = next(iter(message_ids(mail.original.texts("message-id"))), "")
    return Complaint(first_address([named]).email, fields.get("feedback-type", "abuse").lower()[:40], identity)
