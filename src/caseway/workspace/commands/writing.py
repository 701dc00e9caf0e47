"""Sending what stands in the composer: the message or note, the end of its draft, and what goes with it, at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from caseway.cases import commands as cases
from caseway.cases.models import Case, Note
from caseway.engagement import commands as engagement
from caseway.engagement.models import Message
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.knowledge.models import Article
from caseway.workspace.commands.drafts import clear_draft


@dataclass(frozen=True, kw_only=True)
class Letter:
    """An answer, the articles put into it, and the status the case waits in afterwards (empty: as it is)."""

    reply: cases.Reply
    articles: Sequence[Article] = field(default_factory=list)
    status_reason: str = ""


@atomic()
def send_letter(case: Case, *, actor: Actor, letter: Letter) -> Message:
    message = cases.reply_to_customer(case, actor=actor, reply=letter.reply)
    for article in letter.articles:
        cases.link_article(case, article, actor=actor, is_sent=True)
    if letter.status_reason:
        cases.change_status(case, actor=actor, status_reason=letter.status_reason)
    clear_draft(case, actor=actor, mode="reply")
    return message


@atomic()
def write_note(case: Case, *, actor: Actor, text: str) -> Note:
    note = cases.add_note(case, actor=actor, text=text)
    clear_draft(case, actor=actor, mode="note")
    return note


@atomic()
def retry_message(message: Message, case: Case, *, actor: Actor) -> None:
    """Send once more what failed or came back."""
    require(actor, "cases.work", case)
    engagement.retry_message(message.pk, actor=actor)
