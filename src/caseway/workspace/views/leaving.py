"""A message that waits to leave: take it back, send it now or at another moment; one that failed: once more."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.cases.queries import readable_messages, visible_cases
from caseway.engagement.models import Message
from caseway.kernel.pages import AgentRequest, Question, agent_page, ask, done, go
from caseway.workspace import commands
from caseway.workspace.forms.fields import MomentField


class RescheduleForm(forms.Form):
    leaves_at = MomentField(label=gettext_lazy("Send at"))


@require_POST
@agent_page("cases.work")
def withdraw_message(request: AgentRequest, pk: int) -> HttpResponse:
    """Take back what has not left: it is a draft again, in the composer of its case."""
    message, case = _message(request, pk)
    draft = commands.take_back(case, message, actor=request.actor)
    here = reverse("workspace:case", args=[case.number])
    if here not in request.headers.get("HX-Current-URL", ""):
        return go(request, f"{here}?write={draft.mode}")
    text = _("It was not sent. Here it is again.")
    return done(request, text, to=f"{here}?write={draft.mode}", changed="draft:back")


@agent_page("cases.work")
def reschedule_message(request: AgentRequest, pk: int) -> HttpResponse:
    """Choose another moment for what is scheduled."""
    message, case = _message(request, pk)
    form = RescheduleForm(request.POST or None)
    if form.is_valid():
        moment = form.cleaned_data["leaves_at"]
        cases.reschedule_message(case, message, actor=request.actor, leaves_at=moment)
        return done(request, _("It leaves at another time."), to=reverse("workspace:case", args=[case.number]))
    question = Question(
        title=_("Send it at another time"),
        submit=_("Change the time"),
        back=reverse("workspace:case", args=[case.number]),
        fields="workspace/_rescheduling.html",
    )
    return ask(request, form, question, message=message)


@require_POST
@agent_page("cases.work")
def send_now(request: AgentRequest, pk: int) -> HttpResponse:
    """Do not wait any longer."""
    message, case = _message(request, pk)
    cases.reschedule_message(case, message, actor=request.actor, leaves_at=None)
    return done(request, _("It leaves now."), to=reverse("workspace:case", args=[case.number]))


@require_POST
@agent_page("cases.work")
def retry_message(request: AgentRequest, pk: int) -> HttpResponse:
    """Send once more what failed or came back."""
    message, case = _message(request, pk)
    cases.retry_message(case, message, actor=request.actor)
    return done(request, _("It is sent once more."), to=reverse("workspace:case", args=[case.number]))


def _message(request: AgentRequest, pk: int) -> tuple[Message, Case]:
    """The message with its case, if this agent may read both; otherwise there is none."""
    message = get_object_or_404(readable_messages(request.actor).select_related("conversation"), pk=pk)
    return message, get_object_or_404(visible_cases(request.actor), number=message.conversation.reference)
