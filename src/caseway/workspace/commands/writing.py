"""Sending what stands in the composer: the message or note, and the end of its draft, at once."""

from caseway.cases import commands as cases
from caseway.cases.models import Case, Note
from caseway.engagement.models import Message
from caseway.kernel.access import Actor
from caseway.kernel.db import atomic
from caseway.workspace.commands.drafts import clear_draft


@atomic()
def send_reply(case: Case, *, actor: Actor, reply: cases.Reply) -> Message:
    message = cases.reply_to_customer(case, actor=actor, reply=reply)
    clear_draft(case, actor=actor, mode="reply")
    return message


@atomic()
def write_note(case: Case, *, actor: Actor, text: str) -> Note:
    note = cases.add_note(case, actor=actor, text=text)
    clear_draft(case, actor=actor, mode="note")
    return note
