"""Service levels: what is promised, and the clocks that keep watch over it."""

from caseway.sla.commands.evaluation import change_policy, reevaluate, restart_clocks
from caseway.sla.commands.policies import (
    KpiNeeded,
    activate_policy,
    change_settings,
    create_kpi,
    create_policy,
    deactivate_policy,
    delete_kpi,
    delete_policy,
    make_default_policy,
    rename_kpi,
    rename_policy,
)
from caseway.sla.commands.promises import (
    PolicyIsActive,
    Promise,
    PromiseInUse,
    add_promise,
    change_promise,
    promise_of,
    remove_promise,
)
from caseway.sla.commands.running import (
    FIRST_RESPONSE,
    RESOLVE,
    cancel_clocks,
    pause_clocks,
    reopen_clock,
    resume_clocks,
    stop_clocks,
    succeed,
)
from caseway.sla.commands.starting import Policies, start_clocks
from caseway.sla.commands.sweeping import sweep

__all__ = [
    "FIRST_RESPONSE",
    "RESOLVE",
    "KpiNeeded",
    "Policies",
    "PolicyIsActive",
    "Promise",
    "PromiseInUse",
    "activate_policy",
    "add_promise",
    "cancel_clocks",
    "change_policy",
    "change_promise",
    "change_settings",
    "create_kpi",
    "create_policy",
    "deactivate_policy",
    "delete_kpi",
    "delete_policy",
    "make_default_policy",
    "pause_clocks",
    "promise_of",
    "reevaluate",
    "remove_promise",
    "rename_kpi",
    "rename_policy",
    "reopen_clock",
    "restart_clocks",
    "resume_clocks",
    "start_clocks",
    "stop_clocks",
    "succeed",
    "sweep",
]
