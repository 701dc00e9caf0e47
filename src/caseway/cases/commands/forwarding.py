"""Handing a message of a case on to somebody else, in a conversation aside.

Nothing of the customer's thread leads there: its Message-IDs are not named, and the reply address is that of the new
conversation. So whoever it goes to answers to the case, and never to the customer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from caseway.cases.commands.locking import lock_active
from caseway.cases.commands.opening import take_conversation
from caseway.cases.commands.senders import mailbox_of
from caseway.cases.commands.writing import Thread, Writing, queue_writing
from caseway.cases.events import CaseForwarded
from caseway.cases.models import Case
from caseway.cases.queries.forwarding import forwarded_html, forwarded_text, pictures_within
from caseway.cases.queries.replies import messages_of_case, plan_forward
from caseway.engagement import commands as engagement
from caseway.engagement.models import Attachment, Conversation, Message
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish
from caseway.kernel.html import html_of


@dataclass(frozen=True, kw_only=True)
class Forward(Writing):
    """The message with the id `message`, and files of the case's messages by their ids; `text` may be empty."""

    text: str = ""
    message: int
    attachments: Sequence[int] = ()


@atomic()
def forward_message(case: Case, *, actor: Actor, forward: Forward) -> Message:
    require(actor, "cases.work", case)
    case = lock_active(case)
    message = messages_of_case(case).filter(pk=forward.message).first()
    if message is None:
        sentence = _("This message does not belong to the case: forward another one.")
        raise Invalid(sentence, fields={"message": sentence})
    if not (forward.to or forward.cc or forward.bcc):
        raise Invalid(_("Say to whom it goes."), fields={"to": _("Write at least one address.")})
    forwarded = _queue(case, message, forward, actor=actor)
    publish(CaseForwarded(case_id=case.pk, message_id=forwarded.pk, actor=actor.reference))
    return forwarded


def _queue(case: Case, message: Message, forward: Forward, *, actor: Actor) -> Message:
    plan = plan_forward(message)
    mailbox = mailbox_of(forward.mailbox, plan.mailbox, actor=actor)
    files = _files(case, message, forward)
    conversation = engagement.open_conversation(
        channel=Conversation.Channel.EMAIL, subject=plan.subject, is_aside=True, actor=actor
    )
    take_conversation(case, conversation)
    own = "" if forward.html or not forward.text else html_of(forward.text)
    thread = Thread(
        conversation=conversation,
        subject=plan.subject,
        mailbox=mailbox,
        quoted_text=forwarded_text(message),
        quoted_html=f"{own}{forwarded_html(message)}",
        files=[_copy(file) for file in files],
        facts={"forwards": message.pk, "attachments": list(forward.attachments)},
    )
    return queue_writing(case, forward, thread, actor=actor)


def _files(case: Case, message: Message, forward: Forward) -> list[Attachment]:
    """Those that were chosen, and the pictures within the message."""
    wanted = dict.fromkeys(forward.attachments)
    chosen = Attachment.objects.filter(pk__in=wanted, message__in=messages_of_case(case)).in_bulk()
    if len(chosen) != len(wanted):
        sentence = _("A file does not belong to the case: choose again.")
        raise Invalid(sentence, fields={"attachments": sentence})
    within = {file.pk: file for file in pictures_within(message)}
    return list((within | chosen).values())


def _copy(file: Attachment) -> engagement.OutgoingFile:
    with file.file.open() as stream:
        content = stream.read()
    return engagement.OutgoingFile(
        filename=file.filename,
        content_type=file.content_type,
        content=content,
        is_inline=file.is_inline,
        content_id=file.content_id,
    )
