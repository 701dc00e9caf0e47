from caseway.routing.queries.items import decisions_of, items_of_queue, my_items, visible_items
from caseway.routing.queries.queues import QueueCount, may_work, members_of, open_counts, visible_queues
from caseway.routing.queries.rules import routing_rules
from caseway.routing.queries.settings import RuleLine, configured_queues, configured_rules, rule_lines

__all__ = [
    "QueueCount",
    "RuleLine",
    "configured_queues",
    "configured_rules",
    "decisions_of",
    "items_of_queue",
    "may_work",
    "members_of",
    "my_items",
    "open_counts",
    "routing_rules",
    "rule_lines",
    "visible_items",
    "visible_queues",
]
