"""Business process flows: how a record is guided."""

from caseway.flows.commands.ending import abandon, abandon_for, finish, finish_for, reactivate, reactivate_for
from caseway.flows.commands.keeping import FlowCannotMove
from caseway.flows.commands.stages import back, enter_stage, mark_step, next_stage, start_flow

__all__ = [
    "FlowCannotMove",
    "abandon",
    "abandon_for",
    "back",
    "enter_stage",
    "finish",
    "finish_for",
    "mark_step",
    "next_stage",
    "reactivate",
    "reactivate_for",
    "start_flow",
]
