"""What each mail written from a case has in common: its words, its recipients, its moment, what is undone with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.models import Case
from caseway.customers.rules import UnusableAddressError, normalize_email
from caseway.engagement import commands as engagement
from caseway.engagement.channels.email.queries import our_address
from caseway.engagement.channels.email.queries.sealing import ENCRYPT, no_key_words, without_key
from caseway.engagement.models import Conversation, Message
from caseway.engagement.queries import fresh_message_id
from caseway.engagement.rules import Person
from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid
from caseway.knowledge.models import Article

LATEST = timedelta(days=366)
KINDS = ("to", "cc", "bcc")


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What somebody wrote. Recipients are `maria@x.example` or `Maria <maria@x.example>`.

    `mailbox` is the address of ours it leaves from; empty, the one that fits. Without `leaves_at` it leaves once the
    time to take it back is over. `articles` were put into it; `status_reason` is what the case waits in afterwards.
    What is to be encrypted (`encrypt`) never leaves in the open.
    """

    text: str
    html: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    bcc: Sequence[str] = ()
    files: Sequence[engagement.OutgoingFile] = ()
    mailbox: str = ""
    leaves_at: datetime | None = None
    encrypt: bool = False
    articles: Sequence[Article] = ()
    status_reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Thread:
    """Where it goes: the conversation, what it stands under, and what follows its words."""

    conversation: Conversation
    subject: str
    mailbox: str
    to: Sequence[Person] = ()
    cc: Sequence[Person] = ()
    in_reply_to: Sequence[str] = ()
    references: Sequence[str] = ()
    quoted_text: str = ""
    quoted_html: str = ""
    files: Sequence[engagement.OutgoingFile] = field(default_factory=list)
    facts: Mapping[str, object] = field(default_factory=dict)


def queue_writing(case: Case, writing: Writing, thread: Thread, *, actor: Actor) -> Message:
    """Queue it in its conversation, once all of it can be used."""
    leaves_at, is_scheduled = _moment(writing.leaves_at, actor)
    recipients = _recipients(writing, thread)
    if writing.encrypt:
        _require_keys(recipients)
    outgoing = engagement.OutgoingMessage(
        message_id=fresh_message_id(thread.conversation.pk),
        recipients=recipients,
        subject=thread.subject,
        text=writing.text,
        html=f"{writing.html}{thread.quoted_html}" if writing.html or thread.quoted_html else "",
        quoted_text=thread.quoted_text,
        from_name=actor.name,
        from_email=thread.mailbox,
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        leaves_at=leaves_at,
        is_scheduled=is_scheduled,
        files=[*writing.files, *thread.files],
        facts=_facts(case, writing) | dict(thread.facts),
        notices=[{"kind": ENCRYPT}] if writing.encrypt else [],
    )
    return engagement.queue_message(thread.conversation, actor=actor, outgoing=outgoing)


def people(addresses: Sequence[str], field_name: str) -> list[Person]:
    """Who is meant, each once; `Invalid` names the address that cannot be used, and why."""
    found: dict[str, Person] = {}
    for written in addresses:
        name, email = parseaddr(written) if "<" in written else ("", written.strip())
        try:
            key = normalize_email(email)
        except UnusableAddressError:
            raise _unusable(written, field_name) from None
        if our_address(email):
            sentence = _("%(address)s is a mailbox of ours: choose somebody else.") % {"address": email}
            raise Invalid(sentence, fields={field_name: sentence})
        found.setdefault(key, {"name": name, "email": email})
    return list(found.values())


def moment_in_future(leaves_at: datetime) -> datetime:
    """The moment, if a message can leave then."""
    now = timezone.now()
    if now < leaves_at <= now + LATEST:
        return leaves_at
    sentence = _("Choose a moment that is still to come, within a year.")
    raise Invalid(sentence, fields={"leaves_at": sentence})


def _unusable(written: str, field_name: str) -> Invalid:
    sentence = _("“%(address)s” is not a mail address: write one such as maria@lumenlabs.example.")
    sentence = sentence % {"address": written.strip()[:80]}
    return Invalid(sentence, fields={field_name: sentence})


def _recipients(writing: Writing, thread: Thread) -> dict[str, list[Person]]:
    """Those who were named; where nobody was, those the thread is with. Each person once, in the most open place."""
    is_named = bool(writing.to or writing.cc or writing.bcc)
    named = {kind: people(getattr(writing, kind), kind) for kind in KINDS}
    if not writing.to:
        named["to"] = list(thread.to)
    if not is_named:
        named["cc"] = list(thread.cc)
    seen: set[str] = set()
    return {kind: [one for one in named[kind] if _is_new(one, seen)] for kind in KINDS}


def _require_keys(recipients: Mapping[str, Sequence[Person]]) -> None:
    """Told while one can still do something about it; when it leaves, it is looked at again."""
    for kind, listed in recipients.items():
        if missing := without_key(one["email"] for one in listed):
            sentence = no_key_words(missing)
            raise Invalid(sentence, fields={kind: sentence})


def _is_new(one: Person, seen: set[str]) -> bool:
    email = one["email"].lower()
    is_new = email not in seen
    seen.add(email)
    return is_new


def _moment(leaves_at: datetime | None, actor: Actor) -> tuple[datetime | None, bool]:
    """When it leaves, and whether somebody chose that. What is sent from a page can be taken back for a while."""
    if leaves_at:
        return moment_in_future(leaves_at), True
    seconds = settings.CASEWAY.undo_seconds if actor.via == "page" else 0
    return (timezone.now() + timedelta(seconds=seconds) if seconds else None), False


def _facts(case: Case, writing: Writing) -> dict[str, object]:
    """What is to be undone with it, and how much of it is the writer's own: the first so many characters and files."""
    facts: dict[str, object] = {"own_html": len(writing.html), "own_files": len(writing.files)}
    if writing.encrypt:
        facts[ENCRYPT] = True
    if writing.articles:
        facts["articles"] = [article.pk for article in writing.articles]
    if writing.status_reason and writing.status_reason != case.status_reason_id:
        facts["status"] = {"before": case.status_reason_id, "after": writing.status_reason}
    return facts
