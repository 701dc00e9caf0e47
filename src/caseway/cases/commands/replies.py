"""Answering the customer: a reply, an acknowledgement, an article; and writing to them first."""

from dataclasses import dataclass, replace

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from caseway.cases.commands.changes import change_status
from caseway.cases.commands.conversations import reply_sent
from caseway.cases.commands.locking import lock_active
from caseway.cases.commands.opening import take_conversation
from caseway.cases.commands.senders import mailbox_of
from caseway.cases.commands.writing import Thread, Writing, queue_writing
from caseway.cases.events import ArticleLinked, CaseReplied
from caseway.cases.models import Case, CaseArticle
from caseway.cases.queries.replies import messages_of_case, plan_reply
from caseway.engagement import commands as engagement
from caseway.engagement.models import Conversation, Message
from caseway.engagement.queries import message_ids_of
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish
from caseway.knowledge.models import Article
from caseway.knowledge.queries import published_version


@dataclass(frozen=True, kw_only=True)
class Reply(Writing):
    """An answer to the message with the id `answers`, or to what was said last.

    Without recipients it goes to whoever wrote; `to_all`, also to everybody who got that message.
    """

    to_all: bool = False
    answers: int | None = None


@dataclass(frozen=True, kw_only=True)
class NewMail(Writing):
    """A mail that begins a conversation with the customer. Without recipients it goes to the contact's address."""

    subject: str = ""


@atomic()
def reply_to_customer(case: Case, *, actor: Actor, reply: Reply) -> Message:
    require(actor, "cases.work", case)
    case = lock_active(case)
    message = _write(case, actor=actor, reply=reply)
    _follow(case, message, reply, actor=actor)
    publish(CaseReplied(case_id=case.pk, message_id=message.pk, actor=actor.reference))
    return message


@atomic()
def write_to_customer(case: Case, *, actor: Actor, mail: NewMail) -> Message:
    """Write first, or about something else: a conversation of its own on this case."""
    require(actor, "cases.work", case)
    case = lock_active(case)
    _require_words(mail.text)
    plan = replace(plan_reply(case), cc=[])
    conversation = _begin_conversation(case, mail.subject.strip() or case.title, actor)
    thread = Thread(
        conversation=conversation,
        subject=conversation.subject,
        mailbox=mailbox_of(mail.mailbox, plan.mailbox, actor=actor),
        to=plan.to,
        facts={"begins": mail.subject.strip()},
    )
    message = queue_writing(case, mail, _to_somebody(thread, mail), actor=actor)
    _follow(case, message, mail, actor=actor)
    publish(CaseReplied(case_id=case.pk, message_id=message.pk, actor=actor.reference))
    return message


@atomic()
def send_article(case: Case, article: Article, *, actor: Actor, text: str = "") -> Message:
    """Mail a published article to the customer, in the conversation they wrote in, and link it to the case."""
    require(actor, "cases.work", case)
    case = lock_active(case)
    version = published_version(article)
    if version is None or article.is_internal:
        raise Invalid(
            _("Only a published article that is not for agents only can be sent."),
            fields={"article": _("Choose another one.")},
        )
    lead = text.strip() or _("This article should help:")
    reply = Reply(
        text=f"{lead}\n\n{version.title}\n\n{version.body_text}",
        html=f"<p>{escape(lead)}</p><h2>{escape(version.title)}</h2>{version.body_html}",
        articles=[article],
    )
    message = _write(case, actor=actor, reply=reply)
    _follow(case, message, reply, actor=actor)
    return message


@atomic()
def link_article(case: Case, article: Article, *, actor: Actor, is_sent: bool = False) -> CaseArticle:
    """Note that an article helped with this case. Safe to run twice."""
    require(actor, "cases.work", case)
    link, _created = CaseArticle.objects.get_or_create(
        case=case, article=article, defaults={"linked_by": actor.reference}
    )
    if is_sent:
        link.sent_at = timezone.now()
        link.save(update_fields=["sent_at"])
    publish(ArticleLinked(case_id=case.pk, article_id=article.pk, is_sent=is_sent, actor=actor.reference))
    return link


def _write(case: Case, *, actor: Actor, reply: Reply) -> Message:
    _require_words(reply.text)
    plan = plan_reply(case, to_all=reply.to_all, answers=_answered(case, reply.answers))
    mailbox = mailbox_of(reply.mailbox, plan.mailbox, actor=actor)
    conversation = plan.conversation or _begin_conversation(case, case.title, actor)
    references = message_ids_of(conversation.pk)
    thread = Thread(
        conversation=conversation,
        subject=plan.subject,
        mailbox=mailbox,
        to=plan.to,
        cc=plan.cc,
        in_reply_to=[plan.answered.message_id] if plan.answered else references[-1:],
        references=references,
    )
    return queue_writing(case, reply, _to_somebody(thread, reply), actor=actor)


def _follow(case: Case, message: Message, writing: Writing, *, actor: Actor) -> None:
    """What an answer does to its case. One that is scheduled counts once it leaves."""
    if not message.is_scheduled:
        reply_sent(case, message, actor=actor)
    for article in writing.articles:
        link_article(case, article, actor=actor, is_sent=True)
    if writing.status_reason:
        change_status(case, actor=actor, status_reason=writing.status_reason)


def _answered(case: Case, message_id: int | None) -> Message | None:
    if message_id is None:
        return None
    message = messages_of_case(case).filter(pk=message_id).first()
    if message is None:
        sentence = _("This message does not belong to the case: answer another one.")
        raise Invalid(sentence, fields={"answers": sentence})
    return message


def _to_somebody(thread: Thread, writing: Writing) -> Thread:
    if thread.to or writing.to or writing.cc or writing.bcc:
        return thread
    raise Invalid(_("The customer has no email address."), fields={"to": _("Write an address.")})


def _require_words(text: str) -> None:
    if not text.strip():
        raise Invalid(_("The message is empty."), fields={"text": _("Write something first.")})


def _begin_conversation(case: Case, subject: str, actor: Actor) -> Conversation:
    conversation = engagement.open_conversation(
        channel=Conversation.Channel.EMAIL,
        subject=subject,
        contact_id=case.contact_id,
        account_id=case.account_id,
        actor=actor,
    )
    take_conversation(case, conversation)
    return conversation
