"""How an agent looks at a case: what they have seen of it, whether they follow it, whose pictures they let in."""

from django.utils import timezone

from caseway.cases.commands import see_mentions
from caseway.cases.models import Case
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.workspace.models import CaseLook, TrustedSender


@atomic()
def look_at_case(case: Case, *, actor: Actor) -> None:
    """Everything up to now is seen."""
    require(actor, "cases.read", case)
    seen = {"seen_at": timezone.now()}
    CaseLook.objects.update_or_create(agent_id=actor.id, case=case, defaults=seen)
    see_mentions(case, actor=actor)


@atomic()
def follow_case(case: Case, *, actor: Actor, is_following: bool) -> None:
    """Keep the case in one's list of those followed, or take it out."""
    require(actor, "cases.read", case)
    followed = {"followed_at": timezone.now() if is_following else None}
    CaseLook.objects.update_or_create(agent_id=actor.id, case=case, defaults=followed)


@atomic()
def trust_sender(address: str, *, actor: Actor, is_trusted: bool = True) -> None:
    """Let pictures from elsewhere into mail of this address from now on, for this agent; or no longer."""
    require(actor, "cases.read")
    kept = address.lower()[:320]
    if is_trusted:
        TrustedSender.objects.get_or_create(agent_id=actor.id, address=kept)
    else:
        TrustedSender.objects.filter(agent_id=actor.id, address=kept).delete()
