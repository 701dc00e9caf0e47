"""What was fetched from a mailbox is kept: as a message, or held with the reason why it is not there in whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from caseway.engagement.channels.email.commands.health import note_health, note_taken
from caseway.engagement.channels.email.commands.holding import Envelope, held
from caseway.engagement.channels.email.commands.receiving import hold_oversized, receive_mail
from caseway.engagement.channels.email.models import Mailbox, Quarantine
from caseway.engagement.channels.email.queries import our_address
from caseway.engagement.channels.email.rules import parse

MOST_BYTES = 40 * 1024 * 1024


@dataclass(frozen=True)
class Fetched:
    """One mail. `size` is what the server says; of one that is not whole `raw` holds the headers only."""

    at: datetime
    raw: bytes
    size: int
    is_whole: bool = True


def keep_fetched(mailbox: Mailbox, found: Fetched) -> None:
    """Keep what came; of a mail that is too large its headers. Returns after the commit; raises only TryLater."""
    envelope = _envelope(mailbox)
    if found.is_whole:
        receive_mail(found.raw, at=found.at, envelope=envelope)
    else:
        hold_oversized(found.raw, size=found.size, envelope=envelope)


def take_posted(mailbox: Mailbox, mails: Sequence[tuple[bytes, tuple[str, ...]]]) -> None:
    """Keep the mails that a provider posted, each with its recipients. Returns after the commits; raises TryLater."""
    now = timezone.now()
    for raw, recipients in mails:
        ours = dict.fromkeys([*(one for one in recipients if our_address(one)), mailbox.address])
        receive_mail(raw, at=now, envelope=Envelope("", tuple(ours), mailbox.way_in))
    note_health(mailbox, Mailbox.Health.GOOD)
    note_taken(mailbox, len(mails))


def note_unread(mailbox: Mailbox, words: str) -> None:
    """What its provider posted, with the right proof, was no mail that we can read: told in the mailbox's health."""
    note_health(mailbox, Mailbox.Health.FAILING, f"What its provider posted could not be read: {words}")


def note_unfetched(mailbox: Mailbox, number: str, *, headers: bytes, words: str, attempts: int) -> None:
    """A mail that its server does not hand over is told of in the quarantine, so that it holds up no other."""
    detail = (
        f"Its server did not hand over mail {number} in {attempts} attempts. It is still in the mailbox. "
        f"The last words were: {words}"
    )
    raw = headers or f"X-Caseway-Unfetched: {mailbox.address} {number}\r\n\r\n".encode()
    held(raw, parse(raw), _envelope(mailbox), Quarantine.Cause.NOT_FETCHED, detail)


def _envelope(mailbox: Mailbox) -> Envelope:
    return Envelope("", (mailbox.address,), mailbox.way_in)
