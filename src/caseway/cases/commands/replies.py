"""Answering the customer: a reply, an acknowledgement, an article."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _

from caseway.cases.commands.conversations import reply_sent
from caseway.cases.commands.locking import lock_active
from caseway.cases.commands.opening import take_conversation
from caseway.cases.events import ArticleLinked, CaseReplied
from caseway.cases.models import Case, CaseArticle
from caseway.cases.queries.conversations import conversation_to_answer
from caseway.customers.queries import primary_email
from caseway.engagement import commands as engagement
from caseway.engagement.models import Conversation, Message
from caseway.engagement.queries import fresh_message_id, last_inbound, message_ids_of
from caseway.engagement.rules import reply_subject
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish
from caseway.knowledge.models import Article
from caseway.knowledge.queries import published_version


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer by mail. Without recipients it goes to whoever wrote last, or to the contact's address."""

    text: str
    html: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    files: Sequence[engagement.OutgoingFile] = ()


@atomic()
def reply_to_customer(case: Case, *, actor: Actor, reply: Reply) -> Message:
    require(actor, "cases.work", case)
    case = lock_active(case)
    message = _write(case, actor=actor, reply=reply)
    reply_sent(case, message, actor=actor)
    publish(CaseReplied(case_id=case.pk, message_id=message.pk, actor=actor.reference))
    return message


@atomic()
def acknowledge(case: Case, message: Message, *, actor: Actor, subject: str, text: str) -> Message:
    """Tell whoever wrote the message that it arrived. Automatic: it stops no clock, and no machine answers it."""
    outgoing = engagement.OutgoingMessage(
        message_id=fresh_message_id(message.conversation_id),
        recipients={"to": [_named(message.from_email)], "cc": [], "bcc": []},
        subject=reply_subject(subject or case.title),
        text=text,
        in_reply_to=[message.message_id],
        references=[*message.references, message.message_id],
        is_auto=True,
    )
    return engagement.queue_message(message.conversation, actor=actor, outgoing=outgoing)


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
    )
    message = _write(case, actor=actor, reply=reply)
    link_article(case, article, actor=actor, is_sent=True)
    reply_sent(case, message, actor=actor)
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
    if not reply.text.strip():
        raise Invalid(_("The message is empty."), fields={"text": _("Write something first.")})
    conversation = conversation_to_answer(case) or _begin_conversation(case, actor)
    outgoing = _outgoing(conversation, subject=conversation.subject or case.title, reply=reply, actor=actor)
    if not outgoing.recipients["to"]:
        outgoing.recipients["to"].append({"name": "", "email": _address_of_customer(case)})
    return engagement.queue_message(conversation, actor=actor, outgoing=outgoing)


def _outgoing(conversation: Conversation, *, subject: str, reply: Reply, actor: Actor) -> engagement.OutgoingMessage:
    """An answer threaded under what the customer wrote: In-Reply-To the last, References all of it."""
    answered = last_inbound(conversation.pk)
    references = message_ids_of(conversation.pk)
    return engagement.OutgoingMessage(
        message_id=fresh_message_id(conversation.pk),
        recipients={
            "to": [_named(address) for address in reply.to] or _answer_to(answered),
            "cc": [_named(address) for address in reply.cc],
            "bcc": [_named(address) for address in reply.bcc],
        },
        subject=reply_subject(subject) if answered else subject,
        text=reply.text,
        html=reply.html,
        from_name=actor.name,
        in_reply_to=[answered.message_id] if answered else references[-1:],
        references=references,
        files=reply.files,
    )


def _answer_to(answered: Message | None) -> list[dict[str, str]]:
    if answered is None:
        return []
    reply_to = answered.recipients.get("reply_to") or []
    return list(reply_to) or [{"name": answered.from_name, "email": answered.from_email}]


def _named(address: str) -> dict[str, str]:
    return {"name": "", "email": address.strip()}


def _begin_conversation(case: Case, actor: Actor) -> Conversation:
    conversation = engagement.open_conversation(
        channel=Conversation.Channel.EMAIL,
        subject=case.title,
        contact_id=case.contact_id,
        account_id=case.account_id,
        actor=actor,
    )
    take_conversation(case, conversation)
    return conversation


def _address_of_customer(case: Case) -> str:
    address = primary_email(contact_id=case.contact_id, account_id=case.account_id)
    if not address:
        raise Invalid(_("The customer has no email address."), fields={"to": _("Write an address.")})
    return address
