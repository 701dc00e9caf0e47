"""Deciding about held mail: take it in after all, or leave it out. The source stays either way."""

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.channels.email.commands.holding import Envelope
from caseway.engagement.channels.email.commands.receiving import Outcome, Receipt, receive_mail
from caseway.engagement.channels.email.models import Quarantine
from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError

PERMISSION = "mail.quarantine"
State = Quarantine.State


class AlreadyDecided(DomainError):
    """Somebody recovered or discarded it before."""


class StillUnreadable(DomainError):
    """It was tried again and failed for the same cause."""


def recover_mail(mail: Quarantine, *, actor: Actor) -> Receipt:
    """Take it in as if it arrived now, without the checks that held it; its time of arrival stays."""
    require(actor, PERMISSION)
    _require_held(mail)
    envelope = Envelope(
        mail_from=str(mail.envelope.get("mail_from", "")),
        recipients=tuple(str(one) for one in mail.envelope.get("recipients", ())),
        source="quarantine",
    )
    receipt = receive_mail(bytes(mail.data), at=mail.arrived_at, envelope=envelope, is_trusted=True)
    if receipt.outcome == Outcome.HELD:
        raise StillUnreadable(_("It could not be taken in this time either. Its source is kept here."))
    _decide(mail, State.RECOVERED, actor)
    return receipt


def discard_mail(mail: Quarantine, *, actor: Actor) -> Quarantine:
    """Leave it out; its source is kept and it can be read here."""
    require(actor, PERMISSION)
    return _decide(mail, State.DISCARDED, actor)


@atomic()
def _decide(mail: Quarantine, state: str, actor: Actor) -> Quarantine:
    mail = lock_row(mail)
    _require_held(mail)
    mail.state, mail.decided_by, mail.decided_at = state, actor.reference, timezone.now()
    mail.save(update_fields=["state", "decided_by", "decided_at"])
    record_change(mail, actor=actor)
    return mail


def _require_held(mail: Quarantine) -> None:
    if mail.state != State.HELD:
        raise AlreadyDecided(_("This mail was %s before.") % mail.get_state_display().lower())
