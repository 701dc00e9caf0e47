"""Business process flows: how a record is guided, and how the flows are configured."""

from caseway.flows.commands.ending import abandon, abandon_for, finish, finish_for, reactivate, reactivate_for
from caseway.flows.commands.keeping import FlowCannotMove
from caseway.flows.commands.parts import (
    StepDetails,
    add_stage,
    add_step,
    change_step,
    move_stage,
    move_step,
    remove_stage,
    remove_step,
    rename_stage,
)
from caseway.flows.commands.settings import (
    FlowDetails,
    FlowInUse,
    FlowNotReady,
    activate_flow,
    change_flow,
    create_flow,
    deactivate_flow,
    delete_flow,
    move_flow,
)
from caseway.flows.commands.stages import back, enter_stage, mark_step, next_stage, start_flow

__all__ = [
    "FlowCannotMove",
    "FlowDetails",
    "FlowInUse",
    "FlowNotReady",
    "StepDetails",
    "abandon",
    "abandon_for",
    "activate_flow",
    "add_stage",
    "add_step",
    "back",
    "change_flow",
    "change_step",
    "create_flow",
    "deactivate_flow",
    "delete_flow",
    "enter_stage",
    "finish",
    "finish_for",
    "mark_step",
    "move_flow",
    "move_stage",
    "move_step",
    "next_stage",
    "reactivate",
    "reactivate_for",
    "remove_stage",
    "remove_step",
    "rename_stage",
    "start_flow",
]
