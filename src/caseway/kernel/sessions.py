"""Who has a page open, on whatever gateway: kept as the gateways report it."""

from datetime import timedelta

from django.db.models import Exists
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from caseway.kernel.db import atomic
from caseway.kernel.models import LiveSession
from caseway.kernel.tokens import SessionReport

FRESH = timedelta(minutes=3)
HALF = timedelta(seconds=30)


@atomic()
def keep_sessions(report: SessionReport) -> None:
    """Write down that exactly these actors have a page open on this gateway."""
    here = LiveSession.objects.filter(gateway=report.gateway)
    here.exclude(actor__in=report.actors).delete()
    new = [LiveSession(gateway=report.gateway, actor=actor) for actor in sorted(report.actors)]
    LiveSession.objects.bulk_create(new, ignore_conflicts=True)
    here.filter(seen_at__lt=Now() - HALF).update(seen_at=Now())


def is_connected(actor: Combinable) -> Exists:
    """A condition: this actor's reference, an expression such as `Concat(Value("agent:"), "pk")`, has a page open."""
    return Exists(LiveSession.objects.filter(actor=actor, seen_at__gt=Now() - FRESH))


def purge_sessions() -> int:
    """Forget what gateways that are gone had said."""
    return LiveSession.objects.filter(seen_at__lt=Now() - 2 * FRESH).delete()[0]
