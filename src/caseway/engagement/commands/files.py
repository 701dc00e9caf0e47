"""The files of a message go to the storage, all of them or none."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.core.files.base import ContentFile
from django.core.files.storage import Storage

from caseway.engagement.models import Attachment, Message


@dataclass(frozen=True, kw_only=True)
class IncomingFile:
    filename: str
    content_type: str
    content: bytes
    is_inline: bool = False
    content_id: str = ""


def store_files(message: Message, files: Sequence[IncomingFile]) -> None:
    """Contents go to the storage before the commit: a crash leaves an unused file, never a missing one.

    A refusal leaves none: what is tried again and again on a full disk must not fill it.
    """
    if not files:
        return
    attachments = [_attachment(message, file) for file in files]
    begun: list[Attachment] = []
    try:
        for attachment, file in zip(attachments, files, strict=True):
            begun.append(attachment)
            attachment.file.save(str(attachment.file.name), ContentFile(file.content), save=False)
        Attachment.objects.bulk_create(attachments)
    except BaseException:
        _remove(begun)
        raise


def _attachment(message: Message, file: IncomingFile) -> Attachment:
    return Attachment(
        message=message,
        filename=file.filename[:255],
        content_type=file.content_type[:127],
        size=len(file.content),
        is_inline=file.is_inline,
        content_id=file.content_id[:255],
        file=f"{message.at:%Y/%m}/{uuid.uuid4().hex}",
    )


def _remove(attachments: Sequence[Attachment]) -> None:
    """Also what was written in part."""
    for attachment in attachments:
        storage: Storage = attachment.file.storage
        with suppress(OSError):
            storage.delete(str(attachment.file.name))
