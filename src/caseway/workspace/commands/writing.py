"""Sending what stands in the composer: the message or note, the files of its draft and the draft's end, at once."""

from collections.abc import Collection
from dataclasses import replace
from typing import TypeVar

from caseway.cases import commands as cases
from caseway.cases.commands.writing import Writing
from caseway.cases.models import Case, Note
from caseway.engagement.models import Message
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.html import text_of
from caseway.workspace.commands.draft_files import sendable
from caseway.workspace.commands.drafts import clear_draft, held_draft
from caseway.workspace.commands.undoing import put_back
from caseway.workspace.models import Draft

W = TypeVar("W", bound=Writing)


@atomic()
def send_reply(case: Case, *, actor: Actor, reply: cases.Reply) -> Message:
    """`reply.html` is what stood in the composer; its text is made of it."""
    require(actor, "cases.work", case)
    message = cases.reply_to_customer(case, actor=actor, reply=_with_draft(case, reply, "reply", actor))
    clear_draft(case, actor=actor, mode="reply")
    return message


@atomic()
def send_forward(case: Case, *, actor: Actor, forward: cases.Forward) -> Message:
    """The same for what is handed on."""
    require(actor, "cases.work", case)
    message = cases.forward_message(case, actor=actor, forward=_with_draft(case, forward, "forward", actor))
    clear_draft(case, actor=actor, mode="forward")
    return message


@atomic()
def send_new(case: Case, *, actor: Actor, mail: cases.NewMail) -> Message:
    """The same for a mail that begins a conversation."""
    require(actor, "cases.work", case)
    message = cases.write_to_customer(case, actor=actor, mail=_with_draft(case, mail, "new", actor))
    clear_draft(case, actor=actor, mode="new")
    return message


@atomic()
def take_back(case: Case, message: Message, *, actor: Actor) -> Draft:
    """Undo the sending of what has not left: it is the actor's draft again, with its files."""
    return put_back(case, cases.withdraw_message(case, message, actor=actor), actor=actor)


@atomic()
def write_note(case: Case, *, actor: Actor, text: str, mentions: Collection[int] = ()) -> Note:
    note = cases.add_note(case, actor=actor, text=text, mentions=mentions)
    clear_draft(case, actor=actor, mode="note")
    return note


def _with_draft(case: Case, writing: W, mode: str, actor: Actor) -> W:
    """Cleaned, with its pictures by content id, and with what was attached to the draft."""
    html, files = sendable(held_draft(case, actor=actor, mode=mode), writing.html)
    return replace(writing, html=html, text=text_of(html), files=[*files, *writing.files])
