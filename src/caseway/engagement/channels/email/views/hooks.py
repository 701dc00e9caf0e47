"""Mail that a provider posts to us (django-anymail knows how each one signs and writes it).

Where the provider gives the mail as it came, that is what is kept; otherwise it is put together from its parts.
"""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import structlog
from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.webhooks.base import AnymailCoreWebhookView
from anymail.webhooks.mailersend import MailerSendInboundWebhookView
from anymail.webhooks.mailgun import MailgunInboundWebhookView
from anymail.webhooks.mailjet import MailjetInboundWebhookView
from anymail.webhooks.postal import PostalInboundWebhookView
from anymail.webhooks.postmark import PostmarkInboundWebhookView
from anymail.webhooks.sendgrid import SendGridInboundWebhookView
from anymail.webhooks.sparkpost import SparkPostInboundWebhookView
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParser
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.models import Mailbox

log = structlog.get_logger()


@dataclass(frozen=True)
class Posted:
    """One mail as it came, and whom the provider took it for."""

    raw: bytes
    recipients: tuple[str, ...]


@dataclass(frozen=True)
class Hook:
    """How a provider's call is checked, and where the whole mail stands in it. `secret` is what anymail calls ours."""

    view: type[AnymailCoreWebhookView]
    secret: str
    read: Callable[[HttpRequest], list[Posted]]


def mail_from_form(name: str, recipient: str) -> Callable[[HttpRequest], list[Posted]]:
    """A field of a form. Read as Latin-1, its bytes are those that were posted, whatever charset they are in."""

    def read(request: HttpRequest) -> list[Posted]:
        form = _form(request)
        recipients = _listed(form.get(recipient))
        return [Posted(str(raw).encode("latin-1"), recipients) for raw in form.getlist(name)]

    return read


def _form(request: HttpRequest) -> QueryDict:
    if request.content_type == "multipart/form-data":
        return MultiPartParser(request.META, BytesIO(request.body), [], "latin-1").parse()[0]
    return QueryDict(request.body, encoding="latin-1")


def nothing_whole(_request: HttpRequest) -> list[Posted]:
    """This provider gives parts only."""
    return []


def postmark_mail(request: HttpRequest) -> list[Posted]:
    event = json.loads(request.body)
    raw = event.get("RawEmail")
    return [Posted(_bytes(raw), _listed(event.get("OriginalRecipient")))] if raw else []


def mailersend_mail(request: HttpRequest) -> list[Posted]:
    data = json.loads(request.body)["data"]
    recipients = tuple(str(one["email"]) for one in data.get("recipients", {}).get("rcptTo", ()))
    return [Posted(_bytes(data["raw"]), recipients)]


def sparkpost_mails(request: HttpRequest) -> list[Posted]:
    """Several at once, each an event of its own; an empty one is how the address is tried."""
    relayed = [event["msys"]["relay_message"] for event in json.loads(request.body) if event["msys"]]
    return [Posted(_content(one["content"]), _listed(one.get("rcpt_to"))) for one in relayed]


def postal_mail(request: HttpRequest) -> list[Posted]:
    event = json.loads(request.body)
    return [Posted(_unpacked(event["message"], event.get("base64")), _listed(event.get("rcpt_to")))]


HOOKS = {
    "mailersend": Hook(MailerSendInboundWebhookView, "inbound_secret", mailersend_mail),
    "mailgun": Hook(MailgunInboundWebhookView, "webhook_signing_key", mail_from_form("body-mime", "recipient")),
    "mailjet": Hook(MailjetInboundWebhookView, "webhook_secret", nothing_whole),
    "postal": Hook(PostalInboundWebhookView, "webhook_key", postal_mail),
    "postmark": Hook(PostmarkInboundWebhookView, "webhook_secret", postmark_mail),
    "sendgrid": Hook(SendGridInboundWebhookView, "webhook_secret", mail_from_form("email", "to")),
    "sparkpost": Hook(SparkPostInboundWebhookView, "webhook_secret", sparkpost_mails),
}


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def take_posted_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """200 once all of it is kept; 503 when the provider must try again; 403 without the right signature or password."""
    mailbox = get_object_or_404(queries.hooked_mailboxes(), pk=pk)
    if request.method == "HEAD":
        return HttpResponse()
    try:
        posted = _read(request, mailbox)
    except AnymailWebhookValidationFailure as error:
        log.warning("a mail was posted without proof", mailbox=mailbox.address, error=str(error))
        return HttpResponse("The signature or password is wrong.", status=403, content_type="text/plain")
    except (AnymailError, MultiValueDictKeyError, KeyError, TypeError, ValueError) as error:
        log.warning("what was posted is no mail", mailbox=mailbox.address, error=str(error))
        return HttpResponse("This is no incoming mail of that provider.", status=422, content_type="text/plain")
    try:
        commands.take_posted(mailbox, [(one.raw, one.recipients) for one in posted])
    except commands.TryLater:
        return HttpResponse("Try again later.", status=503, content_type="text/plain")
    return HttpResponse("Kept.", content_type="text/plain")


def _read(request: HttpRequest, mailbox: Mailbox) -> list[Posted]:
    """Check the proof first, and then read. The body is read before its form, so that it can be read again."""
    if not request.body:
        raise ValueError("It is empty.")
    hook = HOOKS[mailbox.hook_provider]
    view: Any = hook.view(**{hook.secret: queries.unsealed(mailbox.fetch_password)})
    view.run_validators(request)
    whole = hook.read(request)
    return whole or [_put_together(event.message) for event in view.parse_events(request)]


def _put_together(message: Any) -> Posted:
    return Posted(message.as_bytes(), _listed(message.envelope_recipient))


def _listed(recipient: object) -> tuple[str, ...]:
    return (str(recipient),) if recipient else ()


def _content(content: Mapping[str, object]) -> bytes:
    return _unpacked(content["email_rfc822"], content.get("email_rfc822_is_base64"))


def _bytes(text: object) -> bytes:
    return str(text).encode("utf-8", "surrogatepass")


def _unpacked(text: object, is_packed: object) -> bytes:
    return base64.b64decode(str(text)) if is_packed else _bytes(text)
