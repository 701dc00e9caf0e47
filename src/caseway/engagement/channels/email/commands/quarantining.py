"""Deciding about held mail: take it in after all, or leave it out, or hold it again. The source stays either way."""

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.commands.holding import Envelope
from caseway.engagement.channels.email.commands.receiving import Outcome, Receipt, receive_mail
from caseway.engagement.channels.email.models import BulkDecision, Quarantine
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError
from caseway.kernel.realtime import notify

PERMISSION = "mail.quarantine"
State = Quarantine.State


class AlreadyDecided(DomainError):
    """Somebody recovered or discarded it before."""


class StillUnreadable(DomainError):
    """It was tried again and failed for the same cause."""


def recover_mail(mail: Quarantine, *, actor: Actor, within: BulkDecision | None = None) -> Receipt:
    """Take it in as if it arrived now, without the checks that held it; its time of arrival stays."""
    require(actor, PERMISSION)
    _require_state(mail, State.HELD)
    if mail.message:
        return _release(mail, actor, within)
    envelope = Envelope(
        mail_from=str(mail.envelope.get("mail_from", "")),
        recipients=tuple(str(one) for one in mail.envelope.get("recipients", ())),
        source=str(mail.envelope.get("source", "")),
    )
    receipt = receive_mail(bytes(mail.data), at=mail.arrived_at, envelope=envelope, is_trusted=True)
    if receipt.outcome == Outcome.HELD:
        raise StillUnreadable(_("It could not be taken in this time either. Its source is kept here."))
    _decide(mail, State.HELD, State.RECOVERED, actor, within)
    return receipt


def discard_mail(mail: Quarantine, *, actor: Actor, within: BulkDecision | None = None) -> Quarantine:
    """Leave it out; its source is kept and it can be read here, and held again."""
    require(actor, PERMISSION)
    return _decide(mail, State.HELD, State.DISCARDED, actor, within)


def restore_mail(mail: Quarantine, *, actor: Actor, within: BulkDecision | None = None) -> Quarantine:
    """Take back that it was discarded: it is held as before."""
    require(actor, PERMISSION)
    return _decide(mail, State.DISCARDED, State.HELD, actor, within)


@atomic()
def _release(mail: Quarantine, actor: Actor, within: BulkDecision | None) -> Receipt:
    """It is a message already: have it decided upon anew."""
    assert mail.message is not None
    _decide(mail, State.HELD, State.RECOVERED, actor, within)
    engagement.release_message(mail.message, actor=actor)
    return Receipt(Outcome.STORED, mail.message.pk)


@atomic()
def _decide(mail: Quarantine, before: str, after: str, actor: Actor, within: BulkDecision | None) -> Quarantine:
    mail = lock_row(mail)
    _require_state(mail, before)
    mail.state, mail.decided_by, mail.decided_at = after, actor.reference, timezone.now()
    mail.decided_in = within
    mail.save(update_fields=["state", "decided_by", "decided_at", "decided_in"])
    record_change(mail, actor=actor)
    notify("quarantine:0")
    return mail


def _require_state(mail: Quarantine, state: str) -> None:
    if mail.state != state:
        raise AlreadyDecided(_("This mail is %s by now.") % mail.get_state_display().lower())
