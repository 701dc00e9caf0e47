"""How the sessions of our mailboxes fare: now, on the mailbox, and before, in its bounded history."""

import imaplib
import poplib
import socket
import ssl

from django.db import Error as DatabaseProblem
from django.db.models import F
from django.utils import timezone
from imap_tools.errors import ImapToolsError

from caseway.engagement.channels.email.models import HealthSpell, Mailbox
from caseway.engagement.channels.email.queries import ending_words
from caseway.kernel.db import atomic, is_disk_full
from caseway.kernel.errors import DomainError
from caseway.kernel.realtime import notify

TROUBLES = (OSError, imaplib.IMAP4.error, poplib.error_proto, ImapToolsError, DomainError, ssl.SSLError, ValueError)
MOST_SPELLS = 200
LONGEST_NOTE = 1000


@atomic()
def note_health(mailbox: Mailbox, health: str, note: str = "") -> None:
    """A spell that lasts counts one more attempt while it fails; any other is ended by a new one.

    An idle session that goes on well writes nothing.
    """
    note = note[:LONGEST_NOTE]
    lasting = HealthSpell.objects.filter(mailbox_id=mailbox.pk, ended_at=None)
    if lasting.filter(health=health, note=note).exists():
        if health == Mailbox.Health.FAILING:
            lasting.update(attempts=F("attempts") + 1, last_at=timezone.now())
            notify(f"mailbox:{mailbox.pk}")
        return
    now = timezone.now()
    lasting.update(ended_at=now)
    HealthSpell.objects.create(mailbox_id=mailbox.pk, health=health, note=note, began_at=now)
    Mailbox.objects.filter(pk=mailbox.pk).update(health=health, health_note=note, checked_at=now)
    _forget_old_spells(mailbox.pk)
    notify(f"mailbox:{mailbox.pk}")


def warn_of_endings() -> int:
    """Put into the health of a mailbox that serves well that its sign-in ends soon; returns how many were warned."""
    warned = 0
    for mailbox in Mailbox.objects.filter(is_active=True, provider__isnull=False, health=Mailbox.Health.GOOD):
        words = ending_words(mailbox)
        if words and words != mailbox.health_note:
            note_health(mailbox, Mailbox.Health.GOOD, words)
            warned += 1
    return warned


def note_taken(mailbox: Mailbox, count: int) -> None:
    """So many mails were taken in since the last note."""
    lasting = HealthSpell.objects.filter(mailbox_id=mailbox.pk, ended_at=None)
    if count and lasting.update(mails=F("mails") + count, last_at=timezone.now()):
        notify(f"mailbox:{mailbox.pk}")


def words_of(error: Exception) -> str:
    """What went wrong, in the server's words where it said any; never with a password."""
    if is_disk_full(error.__cause__ or error):
        return "Our disk is full: mail stays on its server until there is room again."
    if isinstance(error, ImapToolsError):
        result = getattr(error, "command_result", None)
        said = result[1][0] if result and len(result) > 1 and result[1] else str(error)
        return _text(said)
    if isinstance(error, imaplib.IMAP4.error | poplib.error_proto) and error.args:
        return _text(error.args[0])
    if isinstance(error, socket.gaierror):
        return "No server of this name can be found."
    if isinstance(error, TimeoutError):
        return "It did not answer in time."
    if isinstance(error, DatabaseProblem):
        return "Our own database did not answer."
    return str(error) or type(error).__name__


def _text(said: object) -> str:
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _forget_old_spells(mailbox_id: int) -> None:
    kept = HealthSpell.objects.filter(mailbox_id=mailbox_id).order_by("-id")
    oldest = kept.values_list("pk", flat=True)[MOST_SPELLS - 1 : MOST_SPELLS].first()
    if oldest:
        kept.filter(pk__lt=oldest).delete()
