"""Settings pages of process flows."""

from caseway.flows.views.flows import (
    activate_flow,
    change_flow,
    create_flow,
    deactivate_flow,
    delete_flow,
    flow,
    flows,
    move_flow,
)
from caseway.flows.views.stages import add_stage, move_stage, remove_stage, rename_stage
from caseway.flows.views.steps import add_step, change_step, move_step, remove_step

__all__ = [
    "activate_flow",
    "add_stage",
    "add_step",
    "change_flow",
    "change_step",
    "create_flow",
    "deactivate_flow",
    "delete_flow",
    "flow",
    "flows",
    "move_flow",
    "move_stage",
    "move_step",
    "remove_stage",
    "remove_step",
    "rename_stage",
]
