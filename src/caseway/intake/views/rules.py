"""The record-creation rules with their items, and each rule in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseway.intake import commands
from caseway.intake.forms import CreationRuleForm
from caseway.intake.models import CreationRule
from caseway.intake.queries import condition_words, configured_rules
from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page


@require_GET
@agent_page("settings.manage")
def rules(request: AgentRequest) -> HttpResponse:
    lines = [
        (rule, [(item, condition_words(item)) for item in rule.items.all()]) for rule in configured_rules(request.actor)
    ]
    return render(request, "intake/rules.html", {"lines": lines})


@agent_page("settings.manage")
def create_rule(request: AgentRequest) -> HttpResponse:
    form = CreationRuleForm(request.POST or None)

    def save() -> CreationRule:
        return commands.create_rule(form.details(), actor=request.actor)

    return carry_out(request, dialog(_("New intake rule")), form, save)


@agent_page("settings.manage")
def update_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    form = CreationRuleForm(request.POST or None, rule=rule)

    def save() -> CreationRule:
        return commands.update_rule(rule, actor=request.actor, details=form.details())

    return carry_out(request, dialog(rule.name, reverse("intake:delete_rule", args=[pk])), form, save)


@agent_page("settings.manage")
def delete_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)

    def delete() -> None:
        commands.delete_rule(rule, actor=request.actor)

    return confirm_deletion(request, rule, delete, dialog(rule.name))


def dialog(heading: str, delete_url: str = "") -> Dialog:
    return Dialog(heading=heading, back=reverse("intake:rules"), back_title=_("Intake rules"), delete_url=delete_url)
