"""The verbs of intake: decide what becomes of a message, and configure how that is decided."""

from caseway.intake.commands.by_hand import HasCase, NoNewMatter, make_case_of, open_by_hand
from caseway.intake.commands.deciding import decide_again, decide_message
from caseway.intake.commands.settings import (
    CreationRuleDetails,
    ItemDetails,
    add_item,
    create_rule,
    delete_rule,
    move_item,
    remove_item,
    update_item,
    update_rule,
)

__all__ = [
    "CreationRuleDetails",
    "HasCase",
    "ItemDetails",
    "NoNewMatter",
    "add_item",
    "create_rule",
    "decide_again",
    "decide_message",
    "delete_rule",
    "make_case_of",
    "move_item",
    "open_by_hand",
    "remove_item",
    "update_item",
    "update_rule",
]
