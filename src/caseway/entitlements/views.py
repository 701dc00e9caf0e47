"""Pages of support contracts."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from caseway.entitlements import commands, queries
from caseway.entitlements.forms import ContractForm
from caseway.entitlements.models import Entitlement
from caseway.entitlements.rules import State
from caseway.kernel.crud import CrudSet
from caseway.kernel.crud.verbs import answer
from caseway.kernel.pages import AgentRequest, agent_page, done, go
from caseway.kernel.paging import page_of

Verb = Callable[..., Entitlement]
SCREEN = CrudSet(
    model=Entitlement,
    url_name="entitlements",
    title=gettext_lazy("Entitlements"),
    singular=gettext_lazy("entitlement"),
    columns=("name",),
    fields=("name",),
    permission="entitlements.write",
    read_permission="entitlements.read",
    intro=gettext_lazy("What each customer may ask for, and what is left of it."),
)


@agent_page("entitlements.read")
def list_entitlements(request: AgentRequest) -> HttpResponse:
    """All contracts, or those in one state, the newest first."""
    rows = queries.visible_entitlements(request.actor)
    asked = request.GET.get("state", "")
    if asked in list(State):
        rows = rows.filter(queries.state_condition(State(asked)))
    page = page_of(rows, order=("-id",), cursor=request.GET.get("cursor", ""))
    cards = [queries.card_of(entitlement) for entitlement in page.items]
    context = {"cards": cards, "next": page.next, "asked": asked, "states": queries.state_names(), "screen": SCREEN}
    return render(request, "entitlements/list.html", context)


@agent_page("entitlements.read")
def entitlement(request: AgentRequest, pk: int) -> HttpResponse:
    found = entitlement_of(request, pk)
    context = {
        "card": queries.card_of(found),
        "channels": queries.channels_of(found),
        "movements": queries.movements_of(found, limit=50),
        "contacts": found.contacts.all(),
        "products": found.products.all(),
        "screen": SCREEN,
    }
    return render(request, "entitlements/entitlement.html", context)


@agent_page("entitlements.write")
def create_entitlement(request: AgentRequest) -> HttpResponse:
    form = ContractForm(request.POST or None, account=request.GET.get("account", "")[:24])

    def save() -> Entitlement:
        return commands.create_entitlement(form.contract(), actor=request.actor)

    return answer(request, SCREEN, form, save, then=address_of)


@agent_page("entitlements.write")
def edit_entitlement(request: AgentRequest, pk: int) -> HttpResponse:
    found = entitlement_of(request, pk)
    form = ContractForm(request.POST or None, entitlement=found)

    def save() -> Entitlement:
        return commands.edit_entitlement(found, form.contract(), actor=request.actor)

    return answer(request, SCREEN, form, save, row=found)


@require_POST
@agent_page("entitlements.write")
def activate_entitlement(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.activate_entitlement, _("%s counts from its first to its last day."))


@require_POST
@agent_page("entitlements.write")
def deactivate_entitlement(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.deactivate_entitlement, _("%s is a draft again."))


@require_POST
@agent_page("entitlements.write")
def cancel_entitlement(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.cancel_entitlement, _("%s is canceled."))


@require_POST
@agent_page("entitlements.write")
def make_default(request: AgentRequest, pk: int) -> HttpResponse:
    return _carry_out(request, pk, commands.make_default, _("%s covers this customer by default."))


@require_POST
@agent_page("entitlements.write")
def renew_entitlement(request: AgentRequest, pk: int) -> HttpResponse:
    renewal = commands.renew_entitlement(entitlement_of(request, pk), actor=request.actor)
    return go(request, address_of(renewal))


def entitlement_of(request: AgentRequest, pk: int) -> Entitlement:
    return get_object_or_404(queries.visible_entitlements(request.actor), pk=pk)


def address_of(found: Entitlement) -> str:
    return reverse("entitlements:entitlement", args=[found.pk])


def _carry_out(request: AgentRequest, pk: int, verb: Verb, said: str) -> HttpResponse:
    changed = verb(entitlement_of(request, pk), actor=request.actor)
    return done(request, said % changed, to=address_of(changed))
