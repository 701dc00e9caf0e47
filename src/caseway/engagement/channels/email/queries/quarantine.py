"""Mail that was held back, and whose mail is."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from caseway.customers.rules import is_usable_email
from caseway.engagement.channels.email.models import BlockedSender, BulkDecision, Quarantine
from caseway.engagement.channels.email.queries.mailboxes import our_address
from caseway.engagement.queries import source_of_message
from caseway.kernel.access import Actor, may
from caseway.kernel.caching import kept_for

PERMISSION = "mail.quarantine"
RECENT = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which held mail: in a state (another word: in any), of a cause, with words in sender, subject or cause."""

    state: str = Quarantine.State.HELD
    cause: str = ""
    text: str = ""
    decided_in: int | None = None

    def narrow(self, mails: QuerySet[Quarantine]) -> QuerySet[Quarantine]:
        asked = Q()
        if self.state in Quarantine.State.values:
            asked &= Q(state=self.state)
        if self.cause in Quarantine.Cause.values:
            asked &= Q(cause=self.cause)
        if self.decided_in:
            asked &= Q(decided_in=self.decided_in)
        for word in self.text.replace("\0", "").split()[:10]:
            asked &= Q(sender__icontains=word) | Q(subject__icontains=word) | Q(detail__icontains=word)
        return mails.filter(asked)


def visible_quarantine(actor: Actor) -> QuerySet[Quarantine]:
    """What was held, newest first and without its source, for those who may decide about it."""
    if not may(actor, PERMISSION):
        return Quarantine.objects.none()
    return Quarantine.objects.defer("data").order_by("-id")


def quarantined(actor: Actor, wanted: Wanted) -> QuerySet[Quarantine]:
    return wanted.narrow(visible_quarantine(actor))


def source_of_held(mail: Quarantine) -> bytes:
    """The mail as it came, wherever it is kept."""
    return source_of_message(mail.message_id) if mail.message_id else bytes(mail.data)


def causes_held(actor: Actor, state: str) -> dict[str, int]:
    """How many mails of each cause are in a state, the most frequent first."""
    mails = visible_quarantine(actor).filter(state=state).order_by()
    counted = mails.values_list("cause").annotate(number=Count("pk")).order_by("-number", "cause")
    return dict(counted)


def visible_decisions(actor: Actor) -> QuerySet[BulkDecision]:
    if not may(actor, PERMISSION):
        return BulkDecision.objects.none()
    return BulkDecision.objects.select_related("agent").order_by("-id")


def recent_decisions(actor: Actor) -> QuerySet[BulkDecision]:
    """What is being done to many, and what was just done."""
    is_recent = Q(finished_at=None) | Q(finished_at__gt=timezone.now() - RECENT)
    return visible_decisions(actor).filter(is_recent)[:3]


@kept_for(timedelta(seconds=2))
def blocked_senders() -> dict[str, BlockedSender]:
    return {block.pattern: block for block in BlockedSender.objects.all()}


def blocked_by(email: str) -> BlockedSender | None:
    """What blocks this address: itself, or its domain or one above that."""
    blocks = blocked_senders()
    address = email.lower()
    domain = address.rpartition("@")[2]
    labels = domain.split(".")
    names = (address, *(".".join(labels[start:]) for start in range(len(labels))))
    return next((blocks[name] for name in names if name in blocks), None)


def block_links(email: str) -> list[tuple[str, str]]:
    """What may be blocked of a sender, and where: the address and its domain. Nothing that is blocked or ours."""
    address = email.strip().lower()
    if not is_usable_email(address) or our_address(address) or blocked_by(address):
        return []
    form = reverse("email:blocked_senders_new")
    return [(one, f"{form}?{urlencode({'pattern': one})}") for one in (address, address.rpartition("@")[2])]
