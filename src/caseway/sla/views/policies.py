"""Policies: their list, the page of each, and their verbs."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseway.kernel.access import Actor
from caseway.kernel.crud.dialogs import confirm_deletion
from caseway.kernel.crud.pages import dialog_of
from caseway.kernel.crud.verbs import answer
from caseway.kernel.pages import AgentRequest, agent_page, done
from caseway.sla import commands, queries
from caseway.sla.forms import PolicyForm, SettingsForm
from caseway.sla.models import SlaPolicy, SlaSettings
from caseway.sla.views.screens import POLICIES, SETTINGS

Verb = Callable[..., SlaPolicy]


@agent_page("settings.manage")
def list_policies(request: AgentRequest) -> HttpResponse:
    policies = queries.visible_policies(request.actor)
    return render(request, "sla/policies.html", {"policies": policies, "screen": POLICIES})


@agent_page("settings.manage")
def policy(request: AgentRequest, pk: int) -> HttpResponse:
    found = policy_of(request.actor, pk)
    context = {"policy": found, "promises": queries.promises_of(found), "screen": POLICIES}
    return render(request, "sla/policy.html", context)


@agent_page("settings.manage")
def create_policy(request: AgentRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None)

    def save() -> SlaPolicy:
        return commands.create_policy(name=form.cleaned_data["name"], actor=request.actor)

    return answer(request, POLICIES, form, save, then=lambda made: reverse("sla:policy", args=[made.pk]))


@agent_page("settings.manage")
def rename_policy(request: AgentRequest, pk: int) -> HttpResponse:
    found = policy_of(request.actor, pk)
    form = PolicyForm(request.POST or None, initial={"name": found.name})

    def save() -> SlaPolicy:
        return commands.rename_policy(found, name=form.cleaned_data["name"], actor=request.actor)

    return answer(request, POLICIES, form, save, row=found)


@agent_page("settings.manage")
def delete_policy(request: AgentRequest, pk: int) -> HttpResponse:
    found = policy_of(request.actor, pk)

    def delete() -> None:
        commands.delete_policy(found, actor=request.actor)

    return confirm_deletion(request, found, delete, dialog_of(POLICIES, request, heading=found), leaves=True)


@agent_page("settings.manage")
def change_settings(request: AgentRequest) -> HttpResponse:
    settings = queries.sla_settings(request.actor)
    form = SettingsForm(request.POST or None, initial=vars(settings))

    def save() -> SlaSettings:
        return commands.change_settings(**form.cleaned_data, actor=request.actor)

    return answer(request, SETTINGS, form, save)


@require_POST
@agent_page("settings.manage")
def activate_policy(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.activate_policy, _("%s is active."))


@require_POST
@agent_page("settings.manage")
def deactivate_policy(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.deactivate_policy, _("%s is a draft again."))


@require_POST
@agent_page("settings.manage")
def make_default_policy(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.make_default_policy, _("%s applies where no other does."))


def policy_of(actor: Actor, pk: int) -> SlaPolicy:
    return get_object_or_404(queries.visible_policies(actor), pk=pk)


def _carry_out(request: AgentRequest, pk: int, verb: Verb, said: str) -> HttpResponse:
    changed = verb(policy_of(request.actor, pk), actor=request.actor)
    return done(request, said % changed, to=reverse("sla:policy", args=[pk]))
