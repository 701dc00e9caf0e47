"""One mail arrives, whichever way: read outside any transaction, placed and stored in one, or held with the cause."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

import structlog
from django.conf import settings
from django.db import transaction

from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.commands.composing import incoming_message
from caseway.engagement.channels.email.commands.holding import Envelope, held
from caseway.engagement.channels.email.commands.opening import opened
from caseway.engagement.channels.email.commands.reports import note_report
from caseway.engagement.channels.email.commands.senders import Sender, sender_of
from caseway.engagement.channels.email.models import Quarantine
from caseway.engagement.channels.email.queries import (
    Place,
    blocked_by,
    find_place,
    holds_forgeries,
    loop_token,
    our_address,
    our_addresses,
)
from caseway.engagement.channels.email.rules import ParsedMail, parse
from caseway.engagement.queries import conversation_of_our_id, messages_since
from caseway.kernel.db import atomic, is_passing

log = structlog.get_logger()

MOST_RECIPIENTS = 500
LOOP_WINDOW = timedelta(minutes=10)
Cause = Quarantine.Cause


class TryLater(Exception):
    """The mail could not be kept for now: database or disk are away. The sender must try again."""


@dataclass(frozen=True)
class Delivery:
    """A mail at our door: how it came, who is told once it is kept, and whether a person wants it (`is_trusted`)."""

    raw: bytes
    at: datetime
    envelope: Envelope
    is_trusted: bool = False
    kept: Callable[[], None] | None = None


class Looping(Exception):
    """The sender writes too much in one matter; what is at hand is held instead."""


class Outcome(StrEnum):
    STORED = "stored"
    REPEATED = "repeated"
    HELD = "held"


@dataclass(frozen=True)
class Receipt:
    """What became of a mail.

    `id` is the message's, or the quarantine's when it was held; 0 when it was there before.
    """

    outcome: Outcome
    id: int = 0


def receive_mail(
    raw: bytes,
    *,
    at: datetime,
    envelope: Envelope,
    is_trusted: bool = False,
    kept: Callable[[], None] | None = None,
) -> Receipt:
    """Keep a mail, once, whatever it holds; `at` is when our server accepted it. Raises only TryLater.

    `kept` is called right after the commit, before anything reacts. `is_trusted`: somebody recovered it from the
    quarantine, so that it is no loop.
    """
    mail, delivery = parse(raw), Delivery(raw, at, envelope, is_trusted, kept)
    try:
        return _receive(opened(mail, raw, at=at), delivery)
    except OSError as error:
        raise TryLater(str(error)) from error
    except Exception as error:  # whatever it is, the mail is kept
        if is_passing(error):
            raise TryLater(str(error)) from error
        log.exception("mail could not be stored and is held")
        return _hold_unstorable(raw, mail, envelope, error)


def _receive(mail: ParsedMail, delivery: Delivery) -> Receipt:
    envelope = delivery.envelope
    mailboxes = our_addresses([*envelope.recipients, *mail.delivered_to, *_written_to(mail)])
    sender = sender_of(mail, envelope)
    cause = None if delivery.is_trusted else _cause_to_hold(mail, sender, mailboxes)
    if cause:
        return Receipt(Outcome.HELD, held(delivery.raw, mail, envelope, *cause))
    try:
        return Receipt(Outcome.STORED, _store(mail, sender, delivery))
    except Looping as error:
        return Receipt(Outcome.HELD, held(delivery.raw, mail, envelope, Cause.LOOP, str(error)))
    except engagement.AlreadyReceived:
        mailboxes = our_addresses([*envelope.recipients, *mail.delivered_to])
        engagement.note_delivery(mail.message_id, mail.content_hash, addresses=mailboxes)
        return Receipt(Outcome.REPEATED)


def _store(mail: ParsedMail, sender: Sender, delivery: Delivery) -> int:
    addresses = [*delivery.envelope.recipients, *mail.delivered_to, *_written_to(mail)]
    with atomic():
        if delivery.kept:
            transaction.on_commit(delivery.kept)
        who = sender.email if delivery.is_trusted or not sender.is_forged else ""
        place = find_place(mail, sender=who, addresses=addresses)
        _require_no_loop(place, sender, delivery)
        incoming = incoming_message(
            delivery.raw, mail, sender, at=delivery.at, place=place, mailboxes=our_addresses(addresses)
        )
        if delivery.is_trusted:
            incoming = replace(incoming, facts=incoming.facts | {engagement.RELEASED: True})
        message = engagement.receive_message(incoming)
        note_report(mail, place.returned)
    return message.pk


def _require_no_loop(place: Place, sender: Sender, delivery: Delivery) -> None:
    """Two machines that answer each other are stopped; a person never writes so much in one matter."""
    most = settings.CASEWAY.loop_limit
    if not most or place.conversation_id is None or delivery.is_trusted:
        return
    if messages_since(place.conversation_id, sender.email, delivery.at - LOOP_WINDOW) >= most:
        minutes = int(LOOP_WINDOW.total_seconds() // 60)
        raise Looping(f"{sender.email} wrote {most} messages in {minutes} minutes in this matter.")


def _written_to(mail: ParsedMail) -> list[str]:
    return [address.email for address in (*mail.to, *mail.cc)]


def _cause_to_hold(mail: ParsedMail, sender: Sender, mailboxes: list[str]) -> tuple[str, str] | None:
    return _loop(mail, sender) or _unwanted(mail, sender, mailboxes) or _unanswerable(mail, sender)


def _loop(mail: ParsedMail, sender: Sender) -> tuple[str, str] | None:
    if loop_token() in mail.loops:
        return Cause.LOOP, "An automatic message of ours came back."
    if conversation_of_our_id(mail.message_id) is not None:
        return Cause.LOOP, "A message that we sent came back."
    if our_address(sender.email):
        return Cause.LOOP, f"The sender is one of our own addresses: {sender.email}"
    return None


def _unwanted(mail: ParsedMail, sender: Sender, mailboxes: list[str]) -> tuple[str, str] | None:
    if block := blocked_by(sender.email) or blocked_by(mail.sender.email):
        return Cause.BLOCKED, f"{block.pattern} is blocked. {block.reason}".strip()
    if sender.is_forged and holds_forgeries(mailboxes):
        return Cause.DMARC_FAILURE, f"{sender.check.server} says that it is not from {mail.sender.email}."
    if len(mail.to) + len(mail.cc) > MOST_RECIPIENTS:
        return Cause.TOO_MANY_RECIPIENTS, f"It was written to more than {MOST_RECIPIENTS} addresses."
    return None


def _unanswerable(mail: ParsedMail, sender: Sender) -> tuple[str, str] | None:
    if sender.is_usable or mail.is_bounce:
        return None
    return Cause.PARSE_ERROR, "It names no sender that could be answered."


def _hold_unstorable(raw: bytes, mail: ParsedMail, envelope: Envelope, error: Exception) -> Receipt:
    detail = f"{type(error).__name__}: {error}"
    try:
        return Receipt(Outcome.HELD, held(raw, mail, envelope, Cause.STORE_ERROR, detail))
    except Exception as second:
        log.exception("mail could not even be held")
        raise TryLater(str(second)) from second


def hold_oversized(headers: bytes, *, size: int, envelope: Envelope) -> Receipt:
    """Note a mail that is too large to be fetched: its headers are kept, itself it stays on its server."""
    megabytes = f"{size / 1_000_000:.0f} MB"
    detail = f"It has {megabytes}. Only its headers were fetched; the mail itself is still in the mailbox."
    return Receipt(Outcome.HELD, held(headers, parse(headers), envelope, Cause.TOO_LARGE, detail))
