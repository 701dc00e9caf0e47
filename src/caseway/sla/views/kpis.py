"""What is measured, beside the plain list: a KPI in use is not deleted."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404

from caseway.kernel.crud.dialogs import confirm_deletion
from caseway.kernel.crud.pages import dialog_of
from caseway.kernel.pages import AgentRequest, agent_page
from caseway.sla import commands, queries
from caseway.sla.views.screens import KPIS


@agent_page("settings.manage")
def delete_kpi(request: AgentRequest, pk: int) -> HttpResponse:
    kpi = get_object_or_404(queries.visible_kpis(request.actor), pk=pk)

    def delete() -> None:
        commands.delete_kpi(kpi, actor=request.actor)

    return confirm_deletion(request, kpi, delete, dialog_of(KPIS, request, heading=kpi))
