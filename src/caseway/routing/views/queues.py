"""The queues, and each of them in a dialog."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseway.kernel.crud.dialogs import Dialog, carry_out, confirm_deletion
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.routing import commands
from caseway.routing.forms import QueueForm
from caseway.routing.models import Queue
from caseway.routing.queries import configured_queues


@require_GET
@agent_page("settings.manage")
def queues(request: AgentRequest) -> HttpResponse:
    return render(request, "routing/queues.html", {"queues": configured_queues(request.actor)})


@agent_page("settings.manage")
def create_queue(request: AgentRequest) -> HttpResponse:
    form = QueueForm(request.POST or None)

    def save() -> Queue:
        return commands.create_queue(form.details(), actor=request.actor)

    return carry_out(request, _dialog(_("New queue")), form, save)


@agent_page("settings.manage")
def update_queue(request: AgentRequest, pk: int) -> HttpResponse:
    queue = get_object_or_404(configured_queues(request.actor), pk=pk)
    form = QueueForm(request.POST or None, queue=queue)
    dialog = _dialog(queue.name, reverse("routing:delete_queue", args=[pk]))

    def save() -> Queue:
        return commands.update_queue(queue, actor=request.actor, details=form.details())

    return carry_out(request, dialog, form, save)


@agent_page("settings.manage")
def delete_queue(request: AgentRequest, pk: int) -> HttpResponse:
    queue = get_object_or_404(configured_queues(request.actor), pk=pk)

    def delete() -> None:
        commands.delete_queue(queue, actor=request.actor)

    return confirm_deletion(request, queue, delete, _dialog(queue.name))


def _dialog(heading: str, delete_url: str = "") -> Dialog:
    return Dialog(heading=heading, back=reverse("routing:queues"), back_title=_("Queues"), delete_url=delete_url)
