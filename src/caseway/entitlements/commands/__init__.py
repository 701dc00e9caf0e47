"""Support contracts: their life, and how cases use them up."""

from caseway.entitlements.commands.contracts import (
    NotInThisState,
    activate_entitlement,
    cancel_entitlement,
    create_entitlement,
    deactivate_entitlement,
    edit_entitlement,
    make_default,
    renew_entitlement,
)
from caseway.entitlements.commands.terms import Contract, contract_of
from caseway.entitlements.commands.usage import (
    CaseUse,
    EntitlementUsedUp,
    consume_on_creation,
    consume_on_reactivation,
    consume_on_resolution,
    restore_on_cancel,
    swap,
)

__all__ = [
    "CaseUse",
    "Contract",
    "EntitlementUsedUp",
    "NotInThisState",
    "activate_entitlement",
    "cancel_entitlement",
    "consume_on_creation",
    "consume_on_reactivation",
    "consume_on_resolution",
    "contract_of",
    "create_entitlement",
    "deactivate_entitlement",
    "edit_entitlement",
    "make_default",
    "renew_entitlement",
    "restore_on_cancel",
    "swap",
]
