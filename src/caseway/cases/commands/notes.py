"""Notes: what colleagues tell each other. A note is a row of its own and never part of a message."""

from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.commands.locking import lock_active
from caseway.cases.events import CaseNoted
from caseway.cases.models import Case, Note
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.events import publish


@atomic()
def add_note(case: Case, *, actor: Actor, text: str) -> Note:
    require(actor, "cases.work", case)
    case = lock_active(case)
    if not text.strip():
        raise Invalid(_("The note is empty."), fields={"text": _("Write something first.")})
    note = Note.objects.create(
        case=case, author=actor.reference, author_name=actor.name, text=text.strip(), at=timezone.now()
    )
    publish(CaseNoted(case_id=case.pk, note_id=note.pk, actor=actor.reference))
    return note
