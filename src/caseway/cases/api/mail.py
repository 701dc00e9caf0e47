"""A message with all that was read in it, its source and its files, for programs."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from caseway.cases.queries import readable_attachments, readable_messages
from caseway.cases.schemas import WholeMessageOut
from caseway.engagement.models import Message
from caseway.engagement.queries import source_of_message
from caseway.kernel.access import require
from caseway.kernel.api import ApiRequest, Identifier, Path, Router
from caseway.kernel.files import safe_file

router = Router()


@router.get("/messages/{message_id}", response=WholeMessageOut)
def get_message(request: ApiRequest, message_id: Path[Identifier]) -> Message:
    """All of a message: its HTML, what it quotes, its files, and what else was read in it."""
    require(request.actor, "cases.read")
    messages = readable_messages(request.actor).select_related("conversation").prefetch_related("attachments")
    return get_object_or_404(messages, pk=message_id)


@router.get("/messages/{message_id}/source", response={200: bytes})
def get_message_source(request: ApiRequest, message_id: Path[Identifier]) -> HttpResponse:
    """A message as it came or left, byte for byte."""
    require(request.actor, "cases.read")
    message = get_object_or_404(readable_messages(request.actor), pk=message_id)
    raw = source_of_message(message.pk)
    if not raw:
        raise Http404(_("No source of this message was kept."))
    name = content_disposition_header(True, f"message-{message.pk}.eml") or "attachment"
    return HttpResponse(raw, content_type="message/rfc822", headers={"Content-Disposition": name})


@router.get("/attachments/{file_id}", response={200: bytes})
def get_attachment(request: ApiRequest, file_id: Path[Identifier]) -> FileResponse:
    """A file of a message, to be saved."""
    require(request.actor, "cases.read")
    file = get_object_or_404(readable_attachments(request.actor), pk=file_id)
    return safe_file(file.file, file.filename, file.content_type, pk=file.pk, as_attachment=True)
