"""Outgoing mail leaves, lane after lane: to its mailbox's server, or into the outbox folder while there is none."""

import smtplib
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial

import structlog
from django.conf import settings
from django.utils import timezone

from caseway.engagement.channels.email.commands.claims import (
    LEASE,
    Claim,
    claim_next,
    note_part_sent,
    note_refusal,
    note_sent,
    note_trouble,
)
from caseway.engagement.channels.email.commands.credentials import credentials_out
from caseway.engagement.channels.email.commands.transport import (
    SECONDS_A_MAIL,
    Away,
    Carrier,
    Carriers,
    Refusals,
    Refused,
    Trouble,
    Unanswered,
    listed,
    write_to_outbox,
)
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import bounce_address
from caseway.engagement.channels.email.queries.mime import UnusableRecipient
from caseway.engagement.channels.email.queries.outgoing import Letter, due_lanes, letter_of
from caseway.engagement.channels.email.queries.sealing import Copy, copies_of
from caseway.engagement.channels.email.queries.servers import Server, server_of
from caseway.engagement.channels.email.queries.signing import signed
from caseway.kernel.db import is_passing
from caseway.kernel.errors import DomainError

log = structlog.get_logger()
SECONDS_A_TURN = 30.0
SECONDS_FOR_COPIES = LEASE.total_seconds() - SECONDS_A_MAIL - SECONDS_A_TURN
SECONDS_BETWEEN_NOTES = 0.5
TROUBLES = (Trouble, OSError, smtplib.SMTPException, DomainError)


@dataclass
class Lane:
    """One lane's mail, one after the other, over one connection while it lasts.

    `unit` wraps each piece of work with the database, so that none is held while a server takes its time.
    """

    name: str
    carriers: Carriers
    unit: Callable[[], AbstractContextManager[None]] = nullcontext
    may_go_on: Callable[[], bool] = lambda: True
    pause: float = SECONDS_BETWEEN_NOTES
    tried: int = field(default=0, init=False)
    carrier: Carrier | None = field(default=None, init=False)

    def run(self) -> int:
        """Send what is due; returns how many were tried. Ends when its server is away, or after a while."""
        until = time.monotonic() + SECONDS_A_TURN
        try:
            while self.may_go_on() and time.monotonic() < until and self._send_next():
                pass
        finally:
            self._let_go()
        return self.tried

    def _send_next(self) -> bool:
        """Whether there may be more to do: something was due, and its server is there."""
        with self.unit():
            claim = claim_next(self.name)
        if claim is None:
            return False
        self.tried += 1
        note, is_away = self._leave(claim)
        self._write_down(note)
        return not is_away

    def _write_down(self, note: Callable[[], object]) -> None:
        """What a server said is not forgotten while the database is away, or the mail would leave twice."""
        until = time.monotonic() + LEASE.total_seconds()
        while True:
            try:
                with self.unit():
                    note()
            except Exception as error:
                if not is_passing(error) or time.monotonic() > until or not self.may_go_on():
                    raise
                log.warning("what became of a mail cannot be written down yet", error=str(error))
                time.sleep(self.pause)
            else:
                return

    def _leave(self, claim: Claim) -> tuple[Callable[[], object], bool]:
        """Hand it over; returns what is to be noted, and whether the server is away."""
        try:
            with self.unit():
                letter = letter_of(claim.message)
                copies, server = _signed_copies(letter), server_of(letter.mailbox)
            refusals = self._hand_over(claim, letter.mailbox, copies, server)
        except Refused as error:
            return partial(note_refusal, claim, error=str(error), refusals=error.refusals), False
        except UnusableRecipient as error:
            return partial(note_refusal, claim, error=str(error)), False
        except Unanswered as error:
            return partial(note_trouble, claim, error=str(error), may_have_left=True), False
        except TROUBLES as error:
            log.warning("mail was not sent", message_id=claim.message.pk, error=str(error))
            return partial(note_trouble, claim, error=str(error) or type(error).__name__), isinstance(error, Away)
        except Exception as error:  # one message that cannot be made holds up no other, and its writer is told
            log.exception("mail could not be made", message_id=claim.message.pk)
            return partial(note_trouble, claim, error=f"{type(error).__name__}: {error}"), False
        return partial(_note_taken, claim, copies[0].source, refusals), False

    def _hand_over(self, claim: Claim, mailbox: Mailbox, copies: list[Copy], server: Server | None) -> Refusals:
        """Returns the server's words about recipients that it refused while taking others."""
        if server is None:
            for number, copy in enumerate(copies):
                name = f"{claim.message.pk}-{number}" if number else str(claim.message.pk)
                write_to_outbox(settings.CASEWAY.outbox, name, copy.source)
            return {}
        sender = bounce_address(mailbox.address, claim.message.pk)
        first, *others = _still_to_go(copies, claim.remaining)
        until = time.monotonic() + SECONDS_FOR_COPIES
        refusals = self._carrier_to(server, mailbox).deliver(sender, first.recipients, first.source)
        for copy in others:
            refusals |= self._hand_beside(copy, sender, server, mailbox, until)
        return refusals

    def _hand_beside(self, copy: Copy, sender: str, server: Server, mailbox: Mailbox, until: float) -> Refusals:
        """A further copy: the first was taken, so what goes wrong here is told of its recipients alone."""
        try:
            if time.monotonic() > until:
                raise Trouble("The others took long; it is sent again later.")
            return self._carrier_to(server, mailbox).deliver(sender, copy.recipients, copy.source)
        except Refused as error:
            return error.refusals or _said_of_all(copy, 550, error)
        except (Unanswered, *TROUBLES) as error:
            return _said_of_all(copy, 451, error)

    def _carrier_to(self, server: Server, mailbox: Mailbox) -> Carrier:
        if self.carrier is None or not self.carrier.carries_to(server):
            self._let_go()
            with self.unit():
                shown = credentials_out(mailbox)
            self.carrier = self.carriers.take(server, shown)
        return self.carrier

    def _let_go(self) -> None:
        if self.carrier:
            self.carriers.give(self.carrier)
        self.carrier = None


def _signed_copies(letter: Letter) -> list[Copy]:
    """With the signature of the mailbox's domain (DKIM)."""
    domain = letter.mailbox.address.rpartition("@")[2]
    return [replace(copy, source=signed(copy.source, domain)) for copy in copies_of(letter)]


def _still_to_go(copies: list[Copy], remaining: list[str]) -> list[Copy]:
    """Without those who have it; `remaining` is empty while nobody has."""
    if not remaining:
        return copies
    left = [replace(copy, recipients=[one for one in copy.recipients if one in remaining]) for copy in copies]
    return [copy for copy in left if copy.recipients] or [replace(copies[0], recipients=remaining)]


def _said_of_all(copy: Copy, code: int, error: Exception) -> Refusals:
    return {address: (code, (str(error) or type(error).__name__).encode()) for address in copy.recipients}


def send_due() -> int:
    """Send all that is due, here and now; returns how many were tried."""
    carriers = Carriers()
    try:
        return sum(Lane(name, carriers).run() for name in due_lanes(timezone.now()))
    finally:
        carriers.close_idle(0)


def _note_taken(claim: Claim, source: bytes, refusals: Refusals) -> None:
    final = {address: answer for address, answer in refusals.items() if answer[0] >= 500}
    later = {address: listed({address: answer}) for address, answer in refusals.items() if answer[0] < 500}
    if later:
        note_part_sent(claim, source=source, later=later, refusals=final)
    else:
        note_sent(claim, source=source, refusals=final)
