"""A message is read again from its kept source: what is shown may change, never what was said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseway.engagement.commands.files import IncomingFile, store_files
from caseway.engagement.events import MessageReread
from caseway.engagement.models import Attachment, Message
from caseway.kernel.access import Actor
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.events import publish

TEXTS = ("text", "html", "reply_text", "quoted_text")
Changed = Sequence[tuple[Attachment, IncomingFile]]


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What a reader makes of a source. `facts` holds every fact it knows of, also empty ones; others stay as they are.
    A notice takes the place of one of its kind.

    Sender, recipients, subject, identity, time and place of the message are no part of it.
    """

    text: str
    html: str
    reply_text: str
    quoted_text: str
    facts: Mapping[str, object]
    files: Sequence[IncomingFile] = ()
    notices: Sequence[Mapping[str, object]] = ()


@atomic()
def reread_message(message_id: int, reading: Reading, *, actor: Actor, is_dry: bool = False) -> list[str]:
    """Show what was read now; returns what differed, in words for an administrator. `is_dry` changes nothing."""
    message = lock_row(Message.objects.get(pk=message_id))
    differing = _new_values(message, reading)
    changed, missing = _files(message, reading.files)
    told = [*_told(message, differing), *(one for file, read in changed for one in _told_of_file(file, read))]
    told += [f"file {file.filename} was missing" for file in missing]
    if told and not is_dry:
        _write(message, differing, changed, missing)
        record_change(message, actor=actor, action="reread")
        publish(MessageReread(conversation_id=message.conversation_id, message_id=message.pk, actor=actor.reference))
    return told


def _new_values(message: Message, reading: Reading) -> dict[str, object]:
    kept = {name: value for name, value in message.facts.items() if name not in reading.facts}
    facts = kept | {name: value for name, value in reading.facts.items() if value}
    kinds = {notice["kind"] for notice in reading.notices}
    notices = [*(one for one in message.notices if one["kind"] not in kinds), *map(dict, reading.notices)]
    wanted = {name: getattr(reading, name) for name in TEXTS} | {"facts": facts, "notices": notices}
    return {name: value for name, value in wanted.items() if getattr(message, name) != value}


def _files(message: Message, files: Sequence[IncomingFile]) -> tuple[Changed, list[IncomingFile]]:
    """Files that bear another name or stand elsewhere now, and those not found before. None is ever taken away."""
    known = list(message.attachments.order_by("pk"))
    changed, missing = list[tuple[Attachment, IncomingFile]](), list[IncomingFile]()
    for file in sorted(files, key=lambda one: all(one.filename[:255] != same.filename for same in known)):
        same = [one for one in known if one.size == len(file.content)]
        found = next((one for one in same if one.filename == file.filename[:255]), same[0] if same else None)
        if found is None:
            missing.append(file)
            continue
        known.remove(found)
        if (found.filename, found.is_inline) != (file.filename[:255], file.is_inline):
            changed.append((found, file))
    return changed, missing


def _told_of_file(file: Attachment, read: IncomingFile) -> Iterator[str]:
    name = read.filename[:255]
    if file.filename != name:
        yield f"file {file.filename} → {name}"
    if file.is_inline != read.is_inline:
        yield f"file {name} stands {'in the text' if read.is_inline else 'among the files'}"


def _told(message: Message, differing: Mapping[str, object]) -> list[str]:
    told = []
    for name, value in differing.items():
        before = getattr(message, name)
        if isinstance(value, str):
            told.append(f"{name}: {len(before)} → {len(value)} characters")
        elif isinstance(value, dict):
            names = sorted(one for one in {*before, *value} if before.get(one) != value.get(one))
            told.append(f"facts: {', '.join(names)}")
    return told


def _write(
    message: Message,
    differing: Mapping[str, object],
    changed: Changed,
    missing: Sequence[IncomingFile],
) -> None:
    for name, value in differing.items():
        setattr(message, name, value)
    message.has_attachments = message.has_attachments or bool(missing)
    message.save(update_fields=[*differing, "has_attachments"])
    for file, read in changed:
        file.filename, file.is_inline = read.filename[:255], read.is_inline
        file.save(update_fields=["filename", "is_inline"])
    store_files(message, missing)
