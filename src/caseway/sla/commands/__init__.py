"""Service levels: what is promised, and the clocks that keep watch over it."""

from caseway.sla.commands.evaluation import change_policy, reevaluate, restart_clocks
from caseway.sla.commands.running import (
    FIRST_RESPONSE,
    RESOLVE,
    cancel_clocks,
    pause_clocks,
    resume_clocks,
    stop_clocks,
    succeed,
)
from caseway.sla.commands.starting import Policies, start_clocks
from caseway.sla.commands.sweeping import sweep

__all__ = [
    "FIRST_RESPONSE",
    "RESOLVE",
    "Policies",
    "cancel_clocks",
    "change_policy",
    "pause_clocks",
    "reevaluate",
    "restart_clocks",
    "resume_clocks",
    "start_clocks",
    "stop_clocks",
    "succeed",
    "sweep",
]
