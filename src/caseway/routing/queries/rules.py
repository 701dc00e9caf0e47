"""The routing rules as the choice wants them, kept for moments."""

from datetime import timedelta

from caseway.kernel.caching import kept_for
from caseway.kernel.conditions.stored import stored
from caseway.routing.models import Queue, RoutingRule
from caseway.routing.rules import Rule


@kept_for(timedelta(seconds=2))
def routing_rules() -> dict[str, list[Rule]]:
    """Active rules by kind of work, in order."""
    rules: dict[str, list[Rule]] = {}
    for row in RoutingRule.objects.filter(is_active=True):
        condition = stored(row.condition, row.kind, of=row)
        rules.setdefault(row.kind, []).append(Rule(row.pk, row.name, condition, row.queue_id, row.agent_id))
    return rules


@kept_for(timedelta(seconds=2))
def all_queues() -> dict[int, Queue]:
    return {queue.pk: queue for queue in Queue.objects.all()}


def fallback_queue() -> Queue | None:
    """The queue that takes what no rule routes."""
    return next((queue for queue in all_queues().values() if queue.is_default), None)
