"""Mail that was held back."""

from django.db.models import QuerySet

from caseway.engagement.channels.email.models import Quarantine
from caseway.kernel.access import Actor, may


def visible_quarantine(actor: Actor) -> QuerySet[Quarantine]:
    """What was held, newest first and without its source, for those who may decide about it."""
    if not may(actor, "mail.quarantine"):
        return Quarantine.objects.none()
    return Quarantine.objects.defer("data").order_by("-id")


def quarantined(actor: Actor, state: str) -> QuerySet[Quarantine]:
    """Those in one state; any other word means all."""
    found = visible_quarantine(actor)
    return found.filter(state=state) if state in Quarantine.State.values else found
