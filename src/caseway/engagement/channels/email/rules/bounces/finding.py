"""Putting reports and notices together into one answer."""

from dataclasses import dataclass

from caseway.engagement.channels.email.rules.addresses import first_address, parse_addresses
from caseway.engagement.channels.email.rules.charsets import decode
from caseway.engagement.channels.email.rules.headers import Headers, split_message
from caseway.engagement.channels.email.rules.identity import leaves
from caseway.engagement.channels.email.rules.limits import Defects
from caseway.engagement.channels.email.rules.mime import Part
from caseway.engagement.channels.email.rules.model import Address, Bounce, Complaint
from caseway.engagement.channels.email.rules.threads import message_ids

from . import notices
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
_FAILURES = {"failed", "failure", "delayed", "undelivered", "bounced", ""}
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


def read_reports(root: Part, sender: Address, subject: str, text: str) -> Reported:
    """The bounce or complaint in a mail, if it is one."""
    parts = list(leaves(root))
    mail = _Mail(root.headers, sender, subject, text, _original_headers(parts))
    kind = root.parameters.get("report-type", "").lower() if root.content_type == "multipart/report" else ""
    feedback = next((part for part in parts if part.content_type == "message/feedback-report"), None)
    if feedback is not None:
        return Reported("feedback-report", complaint=_complaint(feedback, mail))
    if kind == "disposition-notification" or any(
        part.content_type == "message/disposition-notification" for part in parts
    ):
        return Reported("disposition-notification")
    statuses = [part for part in parts if part.content_type in _STATUS_TYPES]
    if statuses:
        found = [outcome for part in statuses for outcome in outcomes(decode(part.content).replace("\r", ""))]
        return Reported("delivery-status", _from_outcomes(found, mail))
    if kind == "delivery-status" or notices.is_notice(mail.headers, sender, subject, text):
        return Reported("delivery-status", _from_words(mail))
    return Reported(kind)


def _original_headers(parts: list[Part]) -> Headers:
    for part in parts:
        if part.content_type in _ORIGINAL_TYPES:
            return split_message(part.content.lstrip(b"\r\n"), Defects())[0]
    return Headers([])


def _from_outcomes(found: list[Outcome], mail: _Mail) -> Bounce | None:
    failures = [outcome for outcome in found if outcome.action in _FAILURES and not outcome.status.startswith("2")]
    if not failures:
        return _from_words(mail) if not found else None
    first = next((outcome for outcome in failures if outcome.action == "failed"), failures[0])
    recipients = tuple(dict.fromkeys(address for outcome in failures if (address := _best_address(outcome))))
    words = notices.notice_part(mail.text)
    status = first.status or status_from_words(first.diagnostic or words, is_temporary=first.action == "delayed")
    recipient = _best_address(first) or next(iter(_recipients(mail, words)), "")
    return _bounce(mail, (recipient, *recipients), status, first.diagnostic or words.strip())


def _best_address(outcome: Outcome) -> str:
    return next(
        (address for address in (outcome.recipient, outcome.original_recipient) if "@" in address), outcome.recipient
    )


def _from_words(mail: _Mail) -> Bounce:
    words = notices.notice_part(mail.text)
    status = status_from_words(words, is_temporary=notices.is_delay(mail.subject, words))
    return _bounce(mail, _recipients(mail, words), status, words.strip())


def _recipients(mail: _Mail, words: str) -> tuple[str, ...]:
    ours = {
        mail.sender.email.lower(),
        *(address.email.lower() for value in mail.headers.texts("to") for address in parse_addresses(value)),
    }
    named = notices.failed_recipients(mail.headers, words, ours)
    if named:
        return named
    written_to = mail.original.texts("to") or [notices.quoted_to(mail.text)]
    return (first_address(written_to).email,)


def _bounce(mail: _Mail, recipients: tuple[str, ...], status: str, diagnostic: str) -> Bounce:
    tidy = tuple(dict.fromkeys(address for address in recipients if address))
    identity = next(iter(message_ids(mail.original.texts("message-id"))), "")
    if not identity:
        identity = next(iter(message_ids([notices.quoted_message_id(mail.text)])), "")
    return Bounce(
        tidy[0] if tidy else "", status, status.startswith("5"), diagnostic[:_MAX_DIAGNOSTIC_CHARS], identity, tidy
    )


def _complaint(feedback: Part, mail: _Mail) -> Complaint:
    fields: dict[str, str] = {}
    for group in read_groups(decode(feedback.content).replace("\r", "")):
        fields |= {name: value for name, value in group.items() if name not in fields}
    named = fields.get("original-rcpt-to") or fields.get("removal-recipient") or mail.original.text("to") or ""
    identity = next(iter(message_ids(mail.original.texts("message-id"))), "")
    return Complaint(first_address([named]).email, fields.get("feedback-type", "abuse").lower()[:40], identity)
