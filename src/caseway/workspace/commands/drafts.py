"""What was begun and not sent: kept on the server while one writes, so that no work is lost."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.cases.models import Case
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Conflict, Invalid
from caseway.operations.models import Template
from caseway.workspace.commands.draft_files import NewFile, add_files, remove_files
from caseway.workspace.models import Draft, DraftFile

MODES = ("reply", "new", "forward", "note")
RECIPIENTS = ("to", "cc", "bcc")
LONGEST_BODY, LONGEST_LINE = 500_000, 4_000
Choice = str | int | bool | list[str]


@dataclass(frozen=True, kw_only=True)
class Writing:
    """What stands in the composer: the body, the lines to, cc and bcc, and what was chosen. What is left out stays."""

    body: str | None = None
    recipients: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Choice] = field(default_factory=dict)


class NewerDraft(Conflict):
    """Another tab saved this draft after the one that saves now had read it."""


@atomic()
def save_draft(case: Case, *, actor: Actor, mode: str, writing: Writing, version: int | None = None) -> Draft:
    """Keep what was written so far. `version` is the one the writer saw: a newer one is never overwritten."""
    require(actor, "cases.work", case)
    draft = held_draft(case, actor=actor, mode=mode)
    if version is not None and version != draft.version:
        raise NewerDraft(_("A newer draft was saved elsewhere. Choose which one to keep."))
    _put(draft, writing)
    draft.version += 1
    draft.save()
    return draft


@atomic()
def attach_template(case: Case, *, actor: Actor, mode: str, template: Template) -> list[DraftFile]:
    """Copies of the template's files, but for those that are there already."""
    require(actor, "cases.work", case)
    _require_takes_files(mode)
    draft = held_draft(case, actor=actor, mode=mode)
    there = set(draft.files.values_list("filename", "size"))
    wanted = [one for one in template.files.all() if (one.filename, one.size) not in there]
    with ExitStack() as stack:
        opened = [(one, stack.enter_context(one.file.open("rb"))) for one in wanted]
        files = [
            NewFile(filename=one.filename, content_type=one.content_type, content=File(content, one.filename))
            for one, content in opened
        ]
        return add_files(draft, files)


@atomic()
def attach_to_draft(case: Case, *, actor: Actor, mode: str, files: Sequence[NewFile]) -> list[DraftFile]:
    """Store files with a draft as soon as they were chosen. All of them, or none where the limits are passed."""
    require(actor, "cases.work", case)
    _require_takes_files(mode)
    return add_files(held_draft(case, actor=actor, mode=mode), files)


@atomic()
def clear_draft(case: Case, *, actor: Actor, mode: str) -> None:
    """It was sent, or thrown away. The row stays, empty and a version on, so that a late save of it is known by."""
    require(actor, "cases.work", case)
    draft = held_draft(case, actor=actor, mode=mode)
    remove_files(draft)
    draft.body, draft.recipients, draft.choices, draft.sent_at = "", {}, {}, timezone.now()
    draft.version += 1
    draft.save()


def held_draft(case: Case, *, actor: Actor, mode: str) -> Draft:
    """The actor's draft of this mode, made if there is none, and held."""
    draft, _is_new = Draft.objects.select_for_update().get_or_create(agent_id=actor.id, case=case, mode=mode)
    return draft


def _require_takes_files(mode: str) -> None:
    if mode == "note":
        raise Invalid(_("A note has no files."), fields={"files": _("Send them in a reply, or link to them.")})


def _put(draft: Draft, writing: Writing) -> None:
    if writing.body is not None:
        draft.body = writing.body.replace("\0", "")[:LONGEST_BODY]
    lines = {name: line[:LONGEST_LINE] for name, line in writing.recipients.items() if name in RECIPIENTS}
    draft.recipients = draft.recipients | lines
    draft.choices = draft.choices | dict(writing.choices)
