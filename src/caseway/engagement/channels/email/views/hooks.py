"""What a provider posts to us: mail that came, and what became of mail that we sent.

Where the provider gives the mail as it came, that is what is kept; otherwise it is put together from its parts.
"""

from collections.abc import Callable
from typing import Any

import structlog
from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.datastructures import MultiValueDictKeyError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from caseway.engagement.channels.email import commands, queries
from caseway.engagement.channels.email.commands.sns import NotFromAmazon
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.views.hook_providers import HOOKS, Hook, Posted, listed, reports_of

log = structlog.get_logger()
UNREADABLE = (AnymailError, MultiValueDictKeyError, KeyError, TypeError, ValueError)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def take_posted_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """200 once all of it is kept; 503 when the provider must try again; 403 without the right signature or password."""
    return _taken(request, pk, _keep)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def take_posted_reports(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for what a provider tells of mail that we sent: it came back, is late, or was unwanted."""
    return _taken(request, pk, _note)


def _taken(request: HttpRequest, pk: int, take: Callable[[HttpRequest, Mailbox], None]) -> HttpResponse:
    mailbox = get_object_or_404(queries.hooked_mailboxes(), pk=pk)
    if request.method == "HEAD":
        return HttpResponse()
    if mailbox.hook_provider == Mailbox.HookProvider.SES and "Authorization" not in request.headers:
        return HttpResponse(status=401, headers={"WWW-Authenticate": 'Basic realm="Caseway"'})
    try:
        take(request, mailbox)
    except AnymailWebhookValidationFailure as error:
        log.warning("something was posted without proof", mailbox=mailbox.address, error=str(error))
        return HttpResponse("The signature or password is wrong.", status=403, content_type="text/plain")
    except UNREADABLE as error:
        log.warning("what was posted cannot be read", mailbox=mailbox.address, error=str(error))
        return HttpResponse("This is nothing that provider posts here.", status=422, content_type="text/plain")
    except (commands.TryLater, NotFromAmazon):
        return HttpResponse("Try again later.", status=503, content_type="text/plain")
    return HttpResponse("Kept.", content_type="text/plain")


def _keep(request: HttpRequest, mailbox: Mailbox) -> None:
    hook = HOOKS[mailbox.hook_provider]
    view = _proven(hook.view, hook, request, mailbox)
    try:
        posted = hook.read(request) or [_put_together(event) for event in view.parse_events(request)]
    except UNREADABLE as error:
        commands.note_unread(mailbox, f"{type(error).__name__}: {error}")
        raise
    except commands.TryLater as error:
        commands.note_unread(mailbox, str(error))
        raise
    commands.take_posted(mailbox, [(one.raw, one.recipients) for one in posted])


def _note(request: HttpRequest, mailbox: Mailbox) -> None:
    hook = HOOKS[mailbox.hook_provider]
    if hook.reports is None:
        raise Http404
    view = _proven(hook.reports, hook, request, mailbox)
    commands.take_reports(reports_of(view, request))


def _proven(kind: Any, hook: Hook, request: HttpRequest, mailbox: Mailbox) -> Any:
    """The provider's view, once its proof is checked. The body is read before its form: so it can be read again."""
    if not request.body:
        raise ValueError("It is empty.")
    view = kind(**hook.secrets(queries.unsealed(mailbox.fetch_password)))
    view.run_validators(request)
    return view


def _put_together(event: Any) -> Posted:
    if isinstance(event, Posted):
        return event
    return Posted(event.message.as_bytes(), listed(event.message.envelope_recipient))
