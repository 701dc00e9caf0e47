"""Settings pages of queues and routing rules."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.kernel.errors import DomainError
from caseway.kernel.pages import AgentRequest, agent_page, done, wants_fragment
from caseway.routing import commands
from caseway.routing.forms import QueueForm, RuleForm
from caseway.routing.queries import configured_queues, configured_rules, rule_lines

MANAGE = "settings.manage"


@require_GET
@agent_page(MANAGE)
def queues(request: AgentRequest) -> HttpResponse:
    return render(request, "routing/queues.html", {"queues": configured_queues(request.actor)})


@agent_page(MANAGE)
def create_queue(request: AgentRequest) -> HttpResponse:
    form = QueueForm(request.POST or None)

    def save() -> object:
        return commands.create_queue(form.details(), actor=request.actor)

    return _carry_out(request, form, save, _("New queue"), "routing:queues")


@agent_page(MANAGE)
def update_queue(request: AgentRequest, pk: int) -> HttpResponse:
    queue = get_object_or_404(configured_queues(request.actor), pk=pk)
    form = QueueForm(request.POST or None, queue=queue)
    delete_url = reverse("routing:delete_queue", args=[pk])

    def save() -> object:
        return commands.update_queue(queue, actor=request.actor, details=form.details())

    return _carry_out(request, form, save, queue.name, "routing:queues", delete_url=delete_url)


@require_POST
@agent_page(MANAGE)
def delete_queue(request: AgentRequest, pk: int) -> HttpResponse:
    queue = get_object_or_404(configured_queues(request.actor), pk=pk)
    commands.delete_queue(queue, actor=request.actor)
    return done(request, _("%(name)s is deleted.") % {"name": queue.name}, to=reverse("routing:queues"))


@require_GET
@agent_page(MANAGE)
def rules(request: AgentRequest) -> HttpResponse:
    fallback = next((queue for queue in configured_queues(request.actor) if queue.is_default), None)
    return render(request, "routing/rules.html", {"lines": rule_lines(request.actor), "fallback": fallback})


@agent_page(MANAGE)
def create_rule(request: AgentRequest) -> HttpResponse:
    form = RuleForm(request.POST or None)

    def save() -> object:
        return commands.create_rule(form.details(), actor=request.actor)

    return _carry_out(request, form, save, _("New routing rule"), "routing:rules")


@agent_page(MANAGE)
def update_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    form = RuleForm(request.POST or None, rule=rule)
    delete_url = reverse("routing:delete_rule", args=[pk])

    def save() -> object:
        return commands.update_rule(rule, actor=request.actor, details=form.details())

    return _carry_out(request, form, save, rule.name, "routing:rules", delete_url=delete_url)


@require_POST
@agent_page(MANAGE)
def delete_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    commands.delete_rule(rule, actor=request.actor)
    return done(request, _("%(name)s is deleted.") % {"name": rule.name}, to=reverse("routing:rules"))


@require_POST
@agent_page(MANAGE)
def move_rule(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    commands.move_rule(rule, actor=request.actor, up=way == "up")
    return done(request, _("The order is changed."), to=reverse("routing:rules"))


def _carry_out(
    request: AgentRequest,
    form: QueueForm | RuleForm,
    save: Callable[[], object],
    title: str,
    back: str,
    *,
    delete_url: str = "",
) -> HttpResponse:
    """Save what was filled in. What the domain refuses stands beside its field."""
    if form.is_valid():
        try:
            return done(request, _("%(name)s is saved.") % {"name": save()}, to=reverse(back))
        except DomainError as error:
            _refuse(form, error)
    context = {
        "form": form,
        "editor": form.editor() if isinstance(form, RuleForm) else None,
        "title": title,
        "back": reverse(back),
        "delete_url": delete_url,
    }
    template = "routing/_dialog.html" if wants_fragment(request) else "routing/form.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _refuse(form: forms.Form, error: DomainError) -> None:
    known = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, text)
    if not known:
        form.add_error(None, str(error))
