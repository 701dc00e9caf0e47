"""What a message is made of: its HTML on its own, its source, its files; and sending it once more."""

from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from caseway.cases.queries import readable_attachments, readable_messages
from caseway.engagement.models import Message
from caseway.engagement.queries import source_of_message
from caseway.kernel.files import safe_file
from caseway.kernel.html import clean_html, html_of
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.workspace.queries.evidence import why_here
from caseway.workspace.queries.looking import lets_pictures_in
from caseway.workspace.queries.mail import mail_document

ISOLATED = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
WITH_REMOTE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https: http:"
MOST_SOURCE = 400_000


@require_GET
@agent_page("cases.read")
def message_html(request: AgentRequest, pk: int) -> HttpResponse:
    """A document without scripts, for a frame. `?images=1` lets pictures from elsewhere in."""
    message = get_object_or_404(readable_messages(request.actor), pk=pk)
    is_trusted = lets_pictures_in(request.actor, message.from_email) and not message.is_found_forged
    with_remote = request.GET.get("images") == "1" or is_trusted
    html = message.html if message.direction == Message.Direction.IN else clean_html(message.html)
    files = message.attachments.exclude(content_id="").values_list("content_id", "pk")
    document = mail_document(
        html or html_of(message.text),
        pictures={content_id.strip("<>"): reverse("workspace:attachment", args=[file]) for content_id, file in files},
        with_remote=with_remote,
        folds=bool(message.quoted_text),
    )
    response = render(request, "workspace/message.html", {"document": document, "message": message})
    response["Content-Security-Policy"] = WITH_REMOTE if with_remote else ISOLATED
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_GET
@agent_page("cases.read")
def message_source(request: AgentRequest, pk: int) -> HttpResponse:
    """The message as it came, byte for byte, and why it stands in its case; `?download=1` as a file."""
    message = get_object_or_404(readable_messages(request.actor).select_related("conversation"), pk=pk)
    raw = source_of_message(message.pk)
    if raw and request.GET.get("download"):
        name = {"Content-Disposition": content_disposition_header(True, f"message-{pk}.eml") or "attachment"}
        return HttpResponse(raw, content_type="message/rfc822", headers=name)
    shown = raw[:MOST_SOURCE].decode("utf-8", "replace")
    context = {"message": message, "why": why_here(message), "source": shown, "size": len(raw)}
    context["is_cut"] = len(raw) > MOST_SOURCE
    return render(request, "workspace/message_source.html", context)


@require_GET
@agent_page("cases.read")
def attachment(request: AgentRequest, pk: int) -> FileResponse:
    """A file of a message: pictures, PDF and text are shown, everything else is saved. It never runs here."""
    file = get_object_or_404(readable_attachments(request.actor), pk=pk)
    is_asked = bool(request.GET.get("download"))
    return safe_file(file.file, file.filename, file.content_type, pk=file.pk, as_attachment=is_asked)
