"""Who may be mentioned on a case, and where one was."""

from collections.abc import Collection

from django.db.models import QuerySet

from caseway.cases.models import Case, Mention
from caseway.cases.queries.cases import visible_cases
from caseway.kernel.access import Actor, who_may
from caseway.operations.queries import actors_for


def readers_of(case: Case, agent_ids: Collection[int]) -> list[Actor]:
    """Those of these agents who may read the case."""
    return who_may(actors_for(agent_ids, via="page"), "cases.read", case)


def visible_mentions(actor: Actor) -> QuerySet[Mention]:
    """Where the actor was mentioned, the newest first, on cases they may still read."""
    mine = Mention.objects.filter(agent_id=actor.agent_id or 0, note__case__in=visible_cases(actor))
    return mine.select_related("note__case").order_by("-id")
