"""The verbs of intake: decide what becomes of a message."""

from caseway.intake.commands.deciding import decide_message

__all__ = ["decide_message"]
