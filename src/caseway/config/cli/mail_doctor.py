"""`caseway mail doctor`: the set-up check of one of our addresses, on the machine Caseway runs on."""

from dataclasses import replace

from caseway.config.errors import StartError
from caseway.engagement.channels.email import commands, queries
from caseway.kernel.access import SYSTEM

SIGNS = {"ok": "ok     ", "info": "note   ", "warn": "LOOK   ", "bad": "PROBLEM"}


def examine(address: str) -> int:
    """Print each finding with what to do; the answer is the exit code, 1 when something must be mended."""
    actor = replace(SYSTEM, via="cli")
    mailbox = queries.visible_mailboxes(actor).filter(address=address.lower()).first()
    if mailbox is None:
        raise StartError(f"{address} is not one of our mailboxes: see them in Settings, Mailboxes.")
    steps = commands.examine_mailbox(mailbox, actor=actor)
    for area, title in commands.AREAS.items():
        found = [step for step in steps if step.area == area]
        if found:
            print(f"{title}:", *(_line(step) for step in found), "", sep="\n")
    problems = sum(step.state == "bad" for step in steps)
    print("Nothing is wrong." if not problems else f"To mend: {problems}.")
    return 1 if problems else 0


def _line(step: commands.Step) -> str:
    end = "" if step.said.endswith((".", "!", "?")) or not step.advice else "."
    return f"{SIGNS[step.state]}  {step.title}: {step.said}{end} {step.advice}".rstrip()
