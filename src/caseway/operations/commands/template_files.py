"""Files that go with what is written by a template."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import Invalid
from caseway.operations.models import Template, TemplateFile

PERMISSION = "settings.manage"
FOLDER = "templates"
MOST_FILES, MOST_BYTES = 10, 10_000_000


@dataclass(frozen=True, kw_only=True)
class FileForTemplate:
    filename: str
    content_type: str
    content: "File[bytes]"


@atomic()
def add_template_file(template: Template, *, actor: Actor, file: FileForTemplate) -> TemplateFile:
    """Let a file go with a template. A file of the same name takes the place of the other."""
    require(actor, PERMISSION)
    template = lock_row(template)
    name = file.filename[:255] or "file"
    same = list(template.files.filter(filename=name))
    _require_room(template, file, same)
    forget_stored(same)
    template.files.filter(pk__in=[one.pk for one in same]).delete()
    row = TemplateFile(
        template=template,
        filename=name,
        content_type=file.content_type[:127] or "application/octet-stream",
        size=file.content.size,
    )
    row.file.save(f"{FOLDER}/{uuid.uuid4().hex}", file.content, save=False)
    row.save()
    record_change(row, actor=actor)
    return row


@atomic()
def remove_template_file(file: TemplateFile, *, actor: Actor) -> None:
    """What was sent with it stays where it was sent."""
    require(actor, PERMISSION)
    file = lock_row(file)
    record_change(file, actor=actor, action="removed")
    forget_stored([file])
    file.delete()


def forget_stored(files: Sequence[TemplateFile]) -> None:
    """What is stored goes once it is certain that the rows do."""
    for name in [file.file.name for file in files if file.file.name]:
        transaction.on_commit(partial(default_storage.delete, name))


def _require_room(template: Template, file: FileForTemplate, replaced: Sequence[TemplateFile]) -> None:
    kept = [one for one in template.files.all() if one not in replaced]
    if len(kept) >= MOST_FILES:
        raise Invalid(_("A template takes 10 files."), fields={"file": _("Put them into one archive.")})
    if sum(one.size for one in kept) + file.content.size > MOST_BYTES:
        sentence = _("The files of a template may have 10 MB in all: send a link instead.")
        raise Invalid(sentence, fields={"file": sentence})
