"""A server or a provider reports on a message of ours: it came back, is late, or was unwanted."""

from caseway.customers import commands as customers
from caseway.customers.rules import is_usable_email
from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.rules import Bounce, ParsedMail
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM

MOST_ADDRESSES = 20


def note_report(mail: ParsedMail, returned: Message | None) -> None:
    """Tie a bounce to the message that bounced. Only what we really sent there counts, and only if it is for good."""
    if mail.bounce is None or not mail.bounce.permanent or returned is None:
        return
    engagement.mark_bounced(returned.pk, error=_words(mail.bounce))
    if not _is_address_at_fault(mail.bounce):
        return
    written_to = {one["email"].lower() for kind in ("to", "cc", "bcc") for one in returned.recipients.get(kind, ())}
    for address in dict.fromkeys((mail.bounce.recipient, *mail.bounce.recipients[:MOST_ADDRESSES])):
        if address.lower() in written_to and is_usable_email(address):
            customers.mark_undeliverable(address, actor=SYSTEM)


def _is_address_at_fault(bounce: Bounce) -> bool:
    """Not a server that could not be reached for days, nor a mail that was too large, unwanted or malformed."""
    return bounce.status.startswith("5") and bounce.status.split(".")[1:2] not in (["3"], ["4"], ["5"], ["6"], ["7"])


def _words(bounce: Bounce) -> str:
    said = " ".join(part for part in (bounce.status, bounce.diagnostic) if part)
    return f"{bounce.recipient}: {said}" if bounce.recipient else said
