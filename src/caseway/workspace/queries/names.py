"""Names that every page needs and that hardly ever change: kept for moments instead of joined each time."""

from datetime import timedelta

from caseway.kernel.caching import kept_for
from caseway.operations.models import Agent
from caseway.routing.queries.rules import all_queues


@kept_for(timedelta(seconds=20))
def agent_names() -> dict[int, str]:
    """Everybody's name, also of those who have left."""
    return dict(Agent.objects.values_list("pk", "name"))


def agent_name(agent_id: int | None) -> str:
    """The name, "" for nobody; of somebody who has only just come too."""
    if agent_id is not None and agent_id not in agent_names():
        agent_names.forget()
    return agent_names().get(agent_id or 0, "")


def queue_name(queue_id: int | None) -> str:
    """The name, "" for none."""
    if queue_id is not None and queue_id not in all_queues():
        all_queues.forget()
    queue = all_queues().get(queue_id or 0)
    return queue.name if queue else ""
