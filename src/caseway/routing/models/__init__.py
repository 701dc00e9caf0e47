from caseway.routing.models.items import RoutingDecision, WorkItem
from caseway.routing.models.queues import Queue, QueueMembership
from caseway.routing.models.rules import RoutingRule

__all__ = ["Queue", "QueueMembership", "RoutingDecision", "RoutingRule", "WorkItem"]
