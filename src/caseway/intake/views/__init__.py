"""The pages of intake: opening a case from a skipped message, and the rules."""

from caseway.intake.views.items import add_item, move_item, remove_item, update_item
from caseway.intake.views.monitor import open_by_hand
from caseway.intake.views.rules import create_rule, delete_rule, rules, update_rule

__all__ = [
    "add_item",
    "create_rule",
    "delete_rule",
    "move_item",
    "open_by_hand",
    "remove_item",
    "rules",
    "update_item",
    "update_rule",
]
