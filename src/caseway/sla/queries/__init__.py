from caseway.sla.queries.clocks import ClockView, clocks_of, missed_due, next_due
from caseway.sla.queries.owed import OwedClock, owed_clocks
from caseway.sla.queries.policies import (
    ItemPlan,
    Plans,
    PolicyPlan,
    item_plan,
    plans,
    policy_plan,
    sla_settings,
    visible_items,
    visible_kpis,
    visible_policies,
)
from caseway.sla.queries.promises import PromiseView, promises_of

__all__ = [
    "ClockView",
    "ItemPlan",
    "OwedClock",
    "Plans",
    "PolicyPlan",
    "PromiseView",
    "clocks_of",
    "item_plan",
    "missed_due",
    "next_due",
    "owed_clocks",
    "plans",
    "policy_plan",
    "promises_of",
    "sla_settings",
    "visible_items",
    "visible_kpis",
    "visible_policies",
]
