"""Sending one message: taken by one sender at a time, then sent, refused for good, or tried again later.

A sender that dies between the server's "accepted" and `note_sent` leaves its lease: after that the message is sent
again, under the same Message-ID, so that servers and clients know it for the same. So is a message of which the server
never said whether it took it. Nothing else sends twice: one hand-over is shorter than a lease, leases are told by the
database's clock alone, and what a server said is written down as soon as the database is there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from caseway.customers import commands as customers
from caseway.customers.rules import is_usable_email
from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.commands.transport import Refusals, listed, said
from caseway.engagement.channels.email.models import Sending
from caseway.engagement.channels.email.queries.outgoing import due_in
from caseway.engagement.channels.email.rules.bounces import blames_address, status_from_words
from caseway.engagement.channels.email.rules.pace import BURST_SECONDS, interval_for
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic

LEASE = timedelta(minutes=15)
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 480, 480, 480, 480, 480))
HOLD = """
INSERT INTO email_sending (message_id, next_at, remaining, refused)
VALUES (%s, statement_timestamp() + make_interval(secs => %s), '[]', '')
ON CONFLICT (message_id) DO UPDATE SET next_at = excluded.next_at RETURNING remaining, refused
"""
TAKE_TURN = """
INSERT INTO email_domainpace AS pace (domain, next_at)
VALUES (%(domain)s, statement_timestamp() + make_interval(secs => %(interval)s))
ON CONFLICT (domain) DO UPDATE
SET next_at = CASE WHEN pace.next_at > statement_timestamp() + make_interval(secs => %(burst)s)
    THEN statement_timestamp() ELSE greatest(pace.next_at, statement_timestamp())
END + make_interval(secs => %(interval)s)
WHERE pace.next_at NOT BETWEEN statement_timestamp() + make_interval(secs => %(burst)s)
    AND statement_timestamp() + make_interval(secs => %(burst)s + %(interval)s)
"""


@dataclass(frozen=True)
class Claim:
    """A message that is ours to send. `remaining` are its recipients if a server has taken it for the others."""

    message: Message
    remaining: list[str] = field(default_factory=list)
    refused: str = ""


@atomic()
def claim_next(lane: str) -> Claim | None:
    """Take the next message of a lane that is to leave now; None when none is, or the domain's rate is reached."""
    message_id = due_in(lane, timezone.now())
    if message_id is None or not _take_turn(lane.rpartition(">")[2]):
        return None
    message = engagement.begin_sending(message_id)
    if message is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(HOLD, (message.pk, LEASE.total_seconds()))
        remaining, refused = cursor.fetchone()
    return Claim(message, json.loads(remaining), refused)


@atomic()
def note_sent(claim: Claim, *, source: bytes, refusals: Refusals) -> None:
    """The next server took it; `refusals` are its words about recipients that it will never take it for."""
    engagement.mark_sent(claim.message.pk, source=source)
    if words := _joined(claim.refused, listed(refusals)):
        engagement.mark_bounced(claim.message.pk, error=words)
    _mark_undeliverable(refusals)
    Sending.objects.filter(message_id=claim.message.pk).delete()


@atomic()
def note_part_sent(claim: Claim, *, source: bytes, later: Mapping[str, str], refusals: Refusals) -> None:
    """The server took it for some, and asks to try again for those in `later`, each with its words."""
    engagement.keep_source(claim.message, source)
    words = _joined(claim.refused, listed(refusals))
    _mark_undeliverable(refusals)
    Sending.objects.filter(message_id=claim.message.pk).update(remaining=list(later), refused=words)
    note_trouble(claim, error="; ".join(later.values()), may_have_left=True)


@atomic()
def note_refusal(claim: Claim, *, error: str, refusals: Refusals | None = None) -> None:
    """It was refused for good, in the server's words. What others were sent has left, and came back from these."""
    words = _joined(claim.refused, error)
    if claim.remaining:
        engagement.mark_sent(claim.message.pk)
        engagement.mark_bounced(claim.message.pk, error=words)
    else:
        engagement.mark_failed(claim.message.pk, error=words, is_final=True)
    _mark_undeliverable(refusals or {})
    Sending.objects.filter(message_id=claim.message.pk).delete()


@atomic()
def note_trouble(claim: Claim, *, error: str, may_have_left: bool = False) -> datetime | None:
    """It could not be sent for now: the time of the next attempt, or None after the last."""
    message = claim.message
    if message.send_attempts >= len(WAITS):
        note_refusal(claim, error=error)
        return None
    has_left = may_have_left or bool(claim.remaining)
    engagement.mark_failed(message.pk, error=error, is_final=False, may_have_left=has_left)
    next_at = timezone.now() + WAITS[message.send_attempts]
    Sending.objects.filter(message=message).update(next_at=next_at)
    return next_at


def _mark_undeliverable(refusals: Refusals) -> None:
    """Addresses that a server refused within the session, where they are at fault: as if the mail had come back."""
    for address, answer in refusals.items():
        if blames_address(status_from_words(said(*answer))) and is_usable_email(address):
            customers.mark_undeliverable(address, actor=SYSTEM)


def _joined(*words: str) -> str:
    return "; ".join(part for part in words if part)


def _take_turn(domain: str) -> bool:
    """Whether one more may leave for the domain now.

    A turn further ahead than any can be is of a clock that has been put back since, or of a slower rate: it is over.
    """
    interval = interval_for(domain, settings.CASEWAY.mail_rates)
    if interval is None:
        return True
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, {"domain": domain, "interval": interval, "burst": BURST_SECONDS})
        return bool(cursor.rowcount)
