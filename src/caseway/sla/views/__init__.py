"""Settings pages of service levels."""

from caseway.sla.views.kpis import delete_kpi
from caseway.sla.views.policies import (
    activate_policy,
    change_settings,
    create_policy,
    deactivate_policy,
    delete_policy,
    list_policies,
    make_default_policy,
    policy,
    rename_policy,
)
from caseway.sla.views.promises import add_promise, change_promise, remove_promise
from caseway.sla.views.screens import KPIS

__all__ = [
    "KPIS",
    "activate_policy",
    "add_promise",
    "change_promise",
    "change_settings",
    "create_policy",
    "deactivate_policy",
    "delete_kpi",
    "delete_policy",
    "list_policies",
    "make_default_policy",
    "policy",
    "remove_promise",
    "rename_policy",
]
