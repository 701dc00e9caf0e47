"""The routing rules in their order, and each of them in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.routing import commands
from caseway.routing.forms import RuleForm
from caseway.routing.models import RoutingRule
from caseway.routing.queries import configured_queues, configured_rules, rule_lines


@require_GET
@agent_page("settings.manage")
def rules(request: AgentRequest) -> HttpResponse:
    fallback = next((queue for queue in configured_queues(request.actor) if queue.is_default), None)
    return render(request, "routing/rules.html", {"lines": rule_lines(request.actor), "fallback": fallback})


@agent_page("settings.manage")
def create_rule(request: AgentRequest) -> HttpResponse:
    form = RuleForm(request.POST or None)

    def save() -> RoutingRule:
        return commands.create_rule(form.details(), actor=request.actor)

    return carry_out(request, _dialog(_("New routing rule")), form, save)


@agent_page("settings.manage")
def update_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    form = RuleForm(request.POST or None, rule=rule)
    dialog = _dialog(rule.name, reverse("routing:delete_rule", args=[pk]))

    def save() -> RoutingRule:
        return commands.update_rule(rule, actor=request.actor, details=form.details())

    return carry_out(request, dialog, form, save)


@agent_page("settings.manage")
def delete_rule(request: AgentRequest, pk: int) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)

    def delete() -> None:
        commands.delete_rule(rule, actor=request.actor)

    return confirm_deletion(request, rule, delete, _dialog(rule.name))


@require_POST
@agent_page("settings.manage")
def move_rule(request: AgentRequest, pk: int, way: str) -> HttpResponse:
    rule = get_object_or_404(configured_rules(request.actor), pk=pk)
    commands.move_rule(rule, actor=request.actor, by=-1 if way == "up" else 1)
    return done(request, _("The order is changed."), to=reverse("routing:rules"))


def _dialog(heading: str, delete_url: str = "") -> Dialog:
    return Dialog(heading=heading, back=reverse("routing:rules"), back_title=_("Routing rules"), delete_url=delete_url)
