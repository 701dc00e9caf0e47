"""A server or a provider reports on a message of ours: it came back, is late, or was unwanted."""

from collections.abc import Sequence

from caseway.customers import commands as customers
from caseway.customers.rules import is_usable_email
from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.queries.threading import message_reported
from caseway.engagement.channels.email.rules import Bounce, ParsedMail
from caseway.engagement.channels.email.rules.bounces import blames_address, status_from_words
from caseway.engagement.channels.email.rules.provider_reports import Kind, Report
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic

MOST_ADDRESSES = 20


def note_report(mail: ParsedMail, returned: Message | None) -> None:
    """Tie a report to the message it is about. Only what we really sent there counts.

    A delay and a complaint are told beside it; what came back for good is returned, and its address undeliverable if
    the address is at fault.
    """
    if returned is None:
        return
    if mail.complaint:
        engagement.note_notice(returned, {"kind": "complaint", "recipient": mail.complaint.recipient})
    elif mail.bounce and mail.bounce.permanent:
        _note_return(mail.bounce, returned)
    elif mail.bounce:
        engagement.note_notice(returned, {"kind": "delayed", "words": _words(mail.bounce)[:2000]})


@atomic()
def take_reports(reports: Sequence[Report]) -> None:
    """What a provider tells of mail that we sent, found by our Message-IDs and return paths; of others, nothing."""
    for report in reports:
        returned = message_reported(report.names)
        if returned is None:
            continue
        if report.kind == Kind.UNWANTED:
            engagement.note_notice(returned, {"kind": "complaint", "recipient": report.recipient})
        elif report.kind == Kind.DELAYED:
            words = f"{report.recipient}: {report.words}".strip(": ")
            engagement.note_notice(returned, {"kind": "delayed", "words": words[:2000]})
        else:
            _note_return(_bounce(report), returned)


def _bounce(report: Report) -> Bounce:
    words = report.words[:2000]
    status = "" if report.is_blameless else status_from_words(words, is_temporary=report.is_soft)
    is_soft = report.is_soft and status.startswith("5")
    return Bounce(report.recipient, f"4{status[1:]}" if is_soft else status, True, words)


def _note_return(bounce: Bounce, returned: Message) -> None:
    engagement.mark_bounced(returned.pk, error=_words(bounce))
    if not blames_address(bounce.status):
        return
    written_to = {one["email"].lower() for kind in ("to", "cc", "bcc") for one in returned.recipients.get(kind, ())}
    for address in dict.fromkeys((bounce.recipient, *bounce.recipients[:MOST_ADDRESSES])):
        if address.lower() in written_to and is_usable_email(address):
            customers.mark_undeliverable(address, actor=SYSTEM)


def _words(bounce: Bounce) -> str:
    """The server's words; its code before them where they do not hold it."""
    is_said = bounce.status in bounce.diagnostic
    said = bounce.diagnostic if is_said else f"{bounce.status} {bounce.diagnostic}".strip()
    return f"{bounce.recipient}: {said}" if bounce.recipient else said
