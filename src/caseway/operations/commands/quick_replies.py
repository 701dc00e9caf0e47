"""Quick replies: everybody writes their own, who holds `quick_replies.write` those for all."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.html import clean_html, text_of
from caseway.operations.commands.templates import faults_of
from caseway.operations.models import QuickReply

SHARED = "quick_replies.write"
MOST_TAGS = 20


@dataclass(frozen=True, kw_only=True)
class QuickWords:
    """What a quick reply says, and how it is found. `is_shared`: for everybody."""

    name: str
    body: str
    shortcut: str = ""
    language: str = ""
    tags: tuple[str, ...] = ()
    is_shared: bool = False


@atomic()
def create_quick_reply(words: QuickWords, *, actor: Actor) -> QuickReply:
    _require_may_write(words.is_shared, actor)
    reply = QuickReply(owner_id=None if words.is_shared else actor.agent_id)
    return _save(reply, words, actor)


@atomic()
def change_quick_reply(reply: QuickReply, words: QuickWords, *, actor: Actor) -> QuickReply:
    """Also gives one's own to everybody, or takes a shared one for oneself alone."""
    _require_holds(reply, actor)
    _require_may_write(words.is_shared, actor)
    reply = lock_row(reply)
    reply.owner_id = None if words.is_shared else reply.owner_id or actor.agent_id
    return _save(reply, words, actor)


@atomic()
def delete_quick_reply(reply: QuickReply, *, actor: Actor) -> None:
    _require_holds(reply, actor)
    reply = lock_row(reply)
    record_change(reply, actor=actor, action="deleted")
    reply.delete()


def _save(reply: QuickReply, words: QuickWords, actor: Actor) -> QuickReply:
    body = clean_html(words.body)
    _require_sound(reply, words, body)
    reply.name, reply.body, reply.language = words.name.strip(), body, words.language.strip().lower()
    reply.shortcut = words.shortcut.strip().lower()
    reply.tags = sorted({tag.strip().lower()[:40] for tag in words.tags if tag.strip()})[:MOST_TAGS]
    reply.updated_at = timezone.now()
    reply.save()
    record_change(reply, actor=actor)
    return reply


def _require_sound(reply: QuickReply, words: QuickWords, body: str) -> None:
    faults = faults_of("", body)
    if not words.name.strip():
        faults["name"] = _("Give it a name.")
    if not text_of(body).strip() and "<img" not in body:
        faults["body"] = _("Write what it says.")
    same = QuickReply.objects.filter(owner_id=reply.owner_id, shortcut=words.shortcut.strip().lower())
    if words.shortcut.strip() and same.exclude(pk=reply.pk or 0).exists():
        faults["shortcut"] = _("Choose one that is not taken.")
    if faults:
        raise Invalid(_("The quick reply cannot be saved like this."), fields=faults)


def _require_holds(reply: QuickReply, actor: Actor) -> None:
    if reply.owner_id is None:
        require(actor, SHARED)
    elif reply.owner_id != actor.agent_id:
        raise NotAllowed(_("This quick reply belongs to somebody else."))


def _require_may_write(is_shared: bool, actor: Actor) -> None:
    if is_shared:
        require(actor, SHARED)
    elif not actor.is_agent:
        raise NotAllowed(_("Only agents have quick replies of their own: share it with everybody."))
