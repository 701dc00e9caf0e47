"""The pages of intake: opening a case from a skipped message, and the rules."""

from collections.abc import Callable

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.intake import commands
from caseway.intake.forms import CreationRuleForm, ItemForm
from caseway.intake.queries import condition_words, configured_items, configured_rules, visible_log
from caseway.kernel.errors import DomainError
from caseway.kernel.pages import AgentRequest, agent_page, done, wants_fragment

MANAGE = "settings.manage"


@require_POST
@agent_page("intake.read")
def open_by_hand(request: AgentRequest, pk: int) -> HttpResponse:
    log = get_object_or_404(visible_log(request.actor), pk=pk)
    case = commands.open_by_hand(log, actor=request.actor)
    return done(request, _("%(number)s is open.") % {"number": case.number}, to=reverse("workspace:intake_monitor"))


@require_GET
@agent_page(MANAGE)
def rules(request: AgentRequest) -> HttpResponse:
    lines = [
        (rule, [(item, condition_words(item)) for item in rule.items.all()]) for rule in configured_rules(request.actor)
    ]
    return render(request, "intake/rules.html", {"lines": lines})


@agent_page(MANAGE)
def create_rule(request: AgentRequest) -> HttpResponse:
    form = CreationRuleForm(request.POST or None)

    def save() -> object:
        return commands.create_rule(form.details(), actor=request.actor)

    return _carry_out(request, form, save, _("New intake rule"))


@agent_page(MANAGE)
def update_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    form = CreationRuleForm(request.POST or None, rule=rule)

    def save() -> object:
        return commands.update_rule(rule, actor=request.actor, details=form.details())

    return _carry_out(request, form, save, rule.name, delete_url=reverse("intake:delete_rule", args=[pk]))


@require_POST
@agent_page(MANAGE)
def delete_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    commands.delete_rule(rule, actor=request.actor)
    return _done(request, _("%(name)s is deleted.") % {"name": rule.name})


@agent_page(MANAGE)
def add_item(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    form = ItemForm(request.POST or None, actor=request.actor)

    def save() -> object:
        return commands.add_item(rule, actor=request.actor, details=form.details())

    return _carry_out(request, form, save, _("New item of %(name)s") % {"name": rule.name})


@agent_page(MANAGE)
def update_item(request: AgentRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(configured_items(request.actor), pk=pk)
    form = ItemForm(request.POST or None, actor=request.actor, item=item)

    def save() -> object:
        return commands.update_item(item, actor=request.actor, details=form.details())

    return _carry_out(request, form, save, item.name, delete_url=reverse("intake:remove_item", args=[pk]))


@require_POST
@agent_page(MANAGE)
def remove_item(request: AgentRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(configured_items(request.actor), pk=pk)
    commands.remove_item(item, actor=request.actor)
    return _done(request, _("%(name)s is deleted.") % {"name": item.name})


@require_POST
@agent_page(MANAGE)
def move_item(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    item = get_object_or_404(configured_items(request.actor), pk=pk)
    commands.move_item(item, actor=request.actor, up=way == "up")
    return _done(request, _("The order is changed."))


def _carry_out(
    request: AgentRequest,
    form: CreationRuleForm | ItemForm,
    save: Callable[[], object],
    title: str,
    *,
    delete_url: str = "",
) -> HttpResponse:
    """Save what was filled in. What the domain refuses stands beside its field."""
    if form.is_valid():
        try:
            return _done(request, _("%(name)s is saved.") % {"name": save()})
        except DomainError as error:
            _refuse(form, error)
    context = {
        "form": form,
        "editor": form.editor() if isinstance(form, ItemForm) else None,
        "title": title,
        "delete_url": delete_url,
    }
    template = "intake/_dialog.html" if wants_fragment(request) else "intake/form.html"
    return render(request, template, context, status=422 if form.errors else 200)


def _refuse(form: forms.Form, error: DomainError) -> None:
    known = {name: text for name, text in error.fields.items() if name in form.fields}
    for name, text in known.items():
        form.add_error(name, text)
    if not known:
        form.add_error(None, str(error))


def _done(request: AgentRequest, text: str) -> HttpResponse:
    return done(request, text, to=reverse("intake:rules"))
