"""A message is read again from its kept source: what is shown may change, never what was said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from caseway.engagement.commands.incoming import IncomingFile, stored_file
from caseway.engagement.events import MessageReread
from caseway.engagement.models import Attachment, Message
from caseway.kernel.access import Actor
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.events import publish

TEXTS = ("text", "html", "reply_text", "quoted_text")


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
    renamed, missing = _files(message, reading.files)
    told = [*_told(message, differing), *(f"file {file.filename} → {name}" for file, name in renamed)]
    told += [f"file {file.filename} was missing" for file in missing]
    if told and not is_dry:
        _write(message, differing, renamed, missing)
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


def _files(message: Message, files: Sequence[IncomingFile]) -> tuple[list[tuple[Attachment, str]], list[IncomingFile]]:
    """Files that bear another name now, and those that were not found before. None is ever taken away."""
    known = list(message.attachments.order_by("pk"))
    renamed, missing = list[tuple[Attachment, str]](), list[IncomingFile]()
    for file in sorted(files, key=lambda one: all(one.filename[:255] != same.filename for same in known)):
        same = [one for one in known if one.size == len(file.content)]
        found = next((one for one in same if one.filename == file.filename[:255]), same[0] if same else None)
        if found is None:
            missing.append(file)
            continue
        known.remove(found)
        if found.filename != file.filename[:255]:
            renamed.append((found, file.filename[:255]))
    return renamed, missing


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
    renamed: Sequence[tuple[Attachment, str]],
    missing: Sequence[IncomingFile],
) -> None:
    for name, value in differing.items():
        setattr(message, name, value)
    message.has_attachments = message.has_attachments or bool(missing)
    message.save(update_fields=[*differing, "has_attachments"])
    for file, filename in renamed:
        file.filename = filename
        file.save(update_fields=["filename"])
    Attachment.objects.bulk_create([stored_file(message, file) for file in missing])
