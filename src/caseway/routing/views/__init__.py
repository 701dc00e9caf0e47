"""Settings pages of queues and routing rules."""

from caseway.routing.views.queues import create_queue, delete_queue, queues, update_queue
from caseway.routing.views.rules import create_rule, delete_rule, move_rule, rules, update_rule

__all__ = [
    "create_queue",
    "create_rule",
    "delete_queue",
    "delete_rule",
    "move_rule",
    "queues",
    "rules",
    "update_queue",
    "update_rule",
]
