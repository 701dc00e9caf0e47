"""Notes: what colleagues tell each other. A note is a row of its own and never part of a message."""

from collections.abc import Collection

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.commands.locking import lock_active
from caseway.cases.events import CaseNoted
from caseway.cases.models import Case, Mention, Note
from caseway.cases.queries.mentions import readers_of
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish
from caseway.kernel.realtime import notify

MOST_MENTIONS = 20


@atomic()
def add_note(case: Case, *, actor: Actor, text: str, mentions: Collection[int] = ()) -> Note:
    """`mentions` are agents who are to see it: each must be able to read the case."""
    require(actor, "cases.work", case)
    case = lock_active(case)
    if not text.strip():
        raise Invalid(_("The note is empty."), fields={"text": _("Write something first.")})
    mentioned = _readers(case, mentions)
    note = Note.objects.create(
        case=case, author=actor.reference, author_name=actor.name, text=text.strip(), at=timezone.now()
    )
    Mention.objects.bulk_create([Mention(note=note, agent_id=agent_id) for agent_id in mentioned])
    notify(*(f"agent:{agent_id}" for agent_id in mentioned))
    publish(CaseNoted(case_id=case.pk, note_id=note.pk, mentioned=mentioned, actor=actor.reference))
    return note


@atomic()
def see_mentions(case: Case, *, actor: Actor) -> None:
    """The actor has looked at the case: what mentioned them there is not new any more."""
    unseen = Mention.objects.filter(agent_id=actor.agent_id or 0, note__case=case, seen_at=None)
    if unseen.update(seen_at=timezone.now()):
        notify(f"agent:{actor.id}")


def _readers(case: Case, mentions: Collection[int]) -> list[int]:
    wanted = list(dict.fromkeys(mentions))
    if not wanted:
        return []
    if len(wanted) > MOST_MENTIONS:
        raise Invalid(_("A note mentions twenty people at most."), fields={"mentions": _("Name fewer people.")})
    readers = {reader.id for reader in readers_of(case, wanted)}
    if set(wanted) - readers:
        sentence = _("Somebody you mention may not read this case. Share it with them first, or leave them out.")
        raise Invalid(sentence, fields={"mentions": sentence})
    return wanted
