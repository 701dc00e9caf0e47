"""Files of a draft: stored as soon as they are chosen, gone with it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.engagement.commands import OutgoingFile
from caseway.kernel.access import Actor, require
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid
from caseway.kernel.html import clean_html
from caseway.workspace.models import Draft, DraftFile
from caseway.workspace.rules import with_content_ids

MOST_BYTES, MOST_FILES = 25_000_000, 50
FOLDER = "drafts"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
FORGOTTEN = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class NewFile:
    """What was chosen. An inline one is a picture that stands in the text."""

    filename: str
    content_type: str
    content: "File[bytes]"
    is_inline: bool = False


def add_files(draft: Draft, files: Sequence[NewFile]) -> list[DraftFile]:
    """Store them with the draft, which the caller holds: all, or none where the limits are passed."""
    _require_room(draft, files)
    return [_stored(draft, file) for file in files]


@atomic()
def remove_file(file: DraftFile, *, actor: Actor) -> None:
    require(actor, "cases.work", file.draft.case)
    _forget([file])


def remove_files(draft: Draft) -> None:
    """All files of a draft that is held by the caller."""
    _forget(list(draft.files.all()))


def purge_orphans() -> int:
    """Delete stored files of drafts that no draft names any more: what a crash or a rollback left. Returns how many."""
    before = timezone.localdate() - FORGOTTEN
    count = 0
    for day in _folders():
        if day >= f"{before:%Y-%m-%d}":
            continue
        names = [f"{FOLDER}/{day}/{name}" for name in default_storage.listdir(f"{FOLDER}/{day}")[1]]
        known = set(DraftFile.objects.filter(file__in=names).values_list("file", flat=True))
        orphans = set(names) - known
        for name in orphans:
            default_storage.delete(name)
        if not known:
            default_storage.delete(f"{FOLDER}/{day}")
        count += len(orphans)
    return count


def sendable(draft: Draft, body: str) -> tuple[str, list[OutgoingFile]]:
    """The text as it is sent, and the draft's files; of the pictures for the text those that still stand in it."""
    kept = list(draft.files.order_by("id"))
    html = clean_html(with_content_ids(body, {file.pk: file.content_id for file in kept if file.is_inline}))
    return html, [_outgoing(file) for file in kept if not file.is_inline or f"cid:{file.content_id}" in html]


def _outgoing(file: DraftFile) -> OutgoingFile:
    with file.file.open("rb") as content:
        return OutgoingFile(
            filename=file.filename,
            content_type=file.content_type,
            content=content.read(),
            is_inline=file.is_inline,
            content_id=file.content_id,
        )


def _folders() -> list[str]:
    try:
        return default_storage.listdir(FOLDER)[0]
    except FileNotFoundError:
        return []


def _require_room(draft: Draft, files: Sequence[NewFile]) -> None:
    kept = draft.files.aggregate(size=Sum("size"))["size"] or 0
    if kept + sum(file.content.size for file in files) > MOST_BYTES:
        raise Invalid(
            _("Files may have 25 MB in all. Send fewer, or a link to them."), fields={"files": _("Too large.")}
        )
    if draft.files.count() + len(files) > MOST_FILES:
        raise Invalid(_("A message takes 50 files."), fields={"files": _("Put them into one archive.")})
    if any(file.is_inline and file.content_type not in PICTURES for file in files):
        raise Invalid(_("Only pictures can stand in the text."), fields={"files": _("Attach it instead.")})


def _stored(draft: Draft, file: NewFile) -> DraftFile:
    key = uuid.uuid4().hex
    stored = DraftFile(
        draft=draft,
        filename=file.filename[:255] or "file",
        content_type=file.content_type[:127] or "application/octet-stream",
        size=file.content.size,
        content_id=f"{key}@caseway" if file.is_inline else "",
    )
    stored.file.save(f"{FOLDER}/{timezone.localdate():%Y-%m-%d}/{key}", file.content, save=False)
    stored.save()
    return stored


def _forget(files: list[DraftFile]) -> None:
    """The rows go now, what is stored once that is certain."""
    names = [file.file.name for file in files if file.file.name]
    DraftFile.objects.filter(pk__in=[file.pk for file in files]).delete()
    transaction.on_commit(partial(_delete_stored, names))


def _delete_stored(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)
