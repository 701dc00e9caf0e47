"""The verbs of work: it enters, is routed, picked, released, and done."""

from caseway.routing.commands.arrival import ItemSnapshot, enqueue, refresh
from caseway.routing.commands.holding import NotInQueue, WorkTaken, assign, complete, pick, release, remove, reopen
from caseway.routing.commands.moving import route, route_again

__all__ = [
    "ItemSnapshot",
    "NotInQueue",
    "WorkTaken",
    "assign",
    "complete",
    "enqueue",
    "pick",
    "refresh",
    "release",
    "remove",
    "reopen",
    "route",
    "route_again",
]
