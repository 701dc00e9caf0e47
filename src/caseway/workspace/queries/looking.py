"""How an agent looks at mail: whose pictures they let in."""

from django.db.models import QuerySet

from caseway.kernel.access import Actor
from caseway.workspace.models import TrustedSender


def visible_trusted_senders(actor: Actor) -> QuerySet[TrustedSender]:
    """One's own; nobody else's are shown."""
    return TrustedSender.objects.filter(agent_id=actor.agent_id or 0)


def lets_pictures_in(actor: Actor, address: str) -> bool:
    """Whether this agent has asked for the pictures of this sender once and for all."""
    return visible_trusted_senders(actor).filter(address=address.lower()).exists()
