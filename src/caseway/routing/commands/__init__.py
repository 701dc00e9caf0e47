"""The verbs of work: it enters, is routed, picked, released, and done."""

from caseway.routing.commands.arrival import ItemSnapshot, enqueue, refresh
from caseway.routing.commands.holding import NotInQueue, WorkTaken, assign, complete, pick, release, remove, reopen
from caseway.routing.commands.moving import route, route_again
from caseway.routing.commands.queues import (
    QueueDetails,
    QueueInUse,
    add_member,
    create_queue,
    delete_queue,
    remove_member,
    update_queue,
)
from caseway.routing.commands.rules import RuleDetails, create_rule, delete_rule, move_rule, update_rule

__all__ = [
    "ItemSnapshot",
    "NotInQueue",
    "QueueDetails",
    "QueueInUse",
    "RuleDetails",
    "WorkTaken",
    "add_member",
    "assign",
    "complete",
    "create_queue",
    "create_rule",
    "delete_queue",
    "delete_rule",
    "enqueue",
    "move_rule",
    "pick",
    "refresh",
    "release",
    "remove",
    "remove_member",
    "reopen",
    "route",
    "route_again",
    "update_queue",
    "update_rule",
]
