"""Webhooks: the list, one of them with its log, and what can be done with it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.kernel.crud.pages import address
from caseway.kernel.crud.verbs import answer
from caseway.kernel.integrations.forms import NewWebhookForm, WebhookForm
from caseway.kernel.integrations.pages import ask_then_show, show_secret
from caseway.kernel.integrations.screens import WEBHOOKS, events_of
from caseway.kernel.models import Webhook
from caseway.kernel.pages import AgentRequest, agent_page, done, go, wants_fragment
from caseway.kernel.paging import page_of
from caseway.kernel.webhooks import commands


@agent_page("settings.manage")
def create_webhook(request: AgentRequest) -> HttpResponse:
    form = NewWebhookForm(request.POST or None)

    def make() -> str:
        asked = form.cleaned_data
        return commands.create_webhook(asked["url"], actor=request.actor, events=asked["events"])[1]

    return ask_then_show(request, WEBHOOKS, form, make)


@agent_page("settings.manage")
def webhook(request: AgentRequest, pk: int) -> HttpResponse:
    """A page of its own: from the list's dialog one is sent on to it."""
    if wants_fragment(request) and "log" not in request.GET:
        return go(request, request.path)
    found = _webhook(request, pk)
    log = page_of(commands.deliveries(found, request.actor), order=("-id",), cursor=request.GET.get("cursor", ""))
    context = {
        "webhook": found,
        "events": events_of(found),
        "deliveries": log.items,
        "list_url": address(WEBHOOKS, request),
        "next_url": f"?cursor={log.next}" if log.next else None,
        "first_url": request.path if "cursor" in request.GET else None,
    }
    return render(request, "kernel/integrations/webhook.html", context)


@agent_page("settings.manage")
def change_webhook(request: AgentRequest, pk: int) -> HttpResponse:
    found = _webhook(request, pk)
    form = WebhookForm(request.POST or None, initial=WebhookForm.initial_of(found))

    def save() -> Webhook:
        return commands.change_webhook(found, actor=request.actor, **form.cleaned_data)

    return answer(request, WEBHOOKS, form, save, row=found)


@agent_page("settings.manage")
def rotate_secret(request: AgentRequest, pk: int) -> HttpResponse:
    found = _webhook(request, pk)
    if request.method == "POST":
        return show_secret(request, WEBHOOKS, commands.rotate_secret(found, actor=request.actor)[1])
    return _ask(request, found, "rotate")


@agent_page("settings.manage")
def delete_webhook(request: AgentRequest, pk: int) -> HttpResponse:
    found = _webhook(request, pk)
    if request.method == "POST":
        commands.delete_webhook(found, actor=request.actor)
        return go(request, address(WEBHOOKS, request))
    return _ask(request, found, "delete")


@require_POST
@agent_page("settings.manage")
def replay_delivery(request: AgentRequest, pk: int, delivery_pk: int) -> HttpResponse:
    found = _webhook(request, pk)
    delivery = get_object_or_404(commands.deliveries(found, request.actor), pk=delivery_pk)
    commands.replay_delivery(delivery, actor=request.actor)
    return done(request, _("It is sent again."), to=address(WEBHOOKS, request, "_change", found))


def _webhook(request: AgentRequest, pk: int) -> Webhook:
    return get_object_or_404(commands.webhooks(request.actor), pk=pk)


def _ask(request: AgentRequest, found: Webhook, verb: str) -> HttpResponse:
    part = "_ask" if wants_fragment(request) else "ask"
    back = address(WEBHOOKS, request, "_change", found)
    return render(request, f"kernel/integrations/{part}.html", {"webhook": found, "verb": verb, "back_url": back})
