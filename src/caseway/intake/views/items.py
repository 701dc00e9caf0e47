"""The items of a record-creation rule, each in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.intake import commands
from caseway.intake.forms import ItemForm
from caseway.intake.models import CreationRuleItem
from caseway.intake.queries import configured_items, configured_rules
from caseway.intake.views.rules import dialog
from caseway.kernel.crud.dialogs import carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page, done


@agent_page("settings.manage")
def add_item(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    form = ItemForm(request.POST or None, actor=request.actor)

    def save() -> CreationRuleItem:
        return commands.add_item(rule, actor=request.actor, details=form.details())

    return carry_out(request, dialog(_("New item of %(name)s") % {"name": rule.name}), form, save)


@agent_page("settings.manage")
def update_item(request: AgentRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(configured_items(request.actor), pk=pk)
    form = ItemForm(request.POST or None, actor=request.actor, item=item)

    def save() -> CreationRuleItem:
        return commands.update_item(item, actor=request.actor, details=form.details())

    return carry_out(request, dialog(item.name, reverse("intake:remove_item", args=[pk])), form, save)


@agent_page("settings.manage")
def remove_item(request: AgentRequest, pk: int) -> HttpResponse:
    item = get_object_or_404(configured_items(request.actor), pk=pk)

    def delete() -> None:
        commands.remove_item(item, actor=request.actor)

    return confirm_deletion(request, item, delete, dialog(item.name))


@require_POST
@agent_page("settings.manage")
def move_item(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    item = get_object_or_404(configured_items(request.actor), pk=pk)
    commands.move_item(item, actor=request.actor, by=-1 if way == "up" else 1)
    return done(request, _("The order is changed."), to=reverse("intake:rules"))
