"""The verbs of intake: decide what becomes of a message."""

from caseway.intake.commands.by_hand import HasCase, open_by_hand
from caseway.intake.commands.deciding import decide_message

__all__ = ["HasCase", "decide_message", "open_by_hand"]
