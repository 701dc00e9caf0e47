"""Opening a case for somebody who calls or stands at the desk."""

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from caseway.cases import commands
from caseway.cases.models import Case
from caseway.cases.queries import visible_cases
from caseway.customers.models import Account, Contact
from caseway.kernel.access import may
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.pages import AgentRequest, agent_page, go
from caseway.workspace.forms import NewCaseForm
from caseway.workspace.forms.cases import customer_named
from caseway.workspace.queries.customers import Choice, cases_of, choice_of, contracts_with, customer_choices


@agent_page("cases.create")
def new_case(request: AgentRequest) -> HttpResponse:
    form = NewCaseForm(request.POST or None, actor=request.actor, initial={"title": request.GET.get("title", "")[:200]})
    if not form.is_valid():
        return _ask(request, form)
    try:
        case = commands.open_case(form.new_case(), actor=request.actor)
    except Invalid as error:
        form.add_error(None, str(error))
        return _ask(request, form)
    problem = _take(case, request) if form.cleaned_data["takes_it"] else ""
    if visible_cases(request.actor).filter(pk=case.pk).exists():
        return go(request, reverse("workspace:case", args=[case.number]))
    return _ask(request, NewCaseForm(actor=request.actor), opened=case, problem=problem)


@require_GET
@agent_page("cases.create")
def pick_customer(request: AgentRequest) -> HttpResponse:
    """Contacts and accounts like what was typed, as choices of the form."""
    choices = customer_choices(request.actor, request.GET.get("who", "").replace("\0", ""))
    return render(request, "workspace/_customer_choices.html", {"choices": choices, "chosen": "", "asked": True})


@require_GET
@agent_page("customers.read")
def customer_facts(request: AgentRequest) -> HttpResponse:
    """What is known of the customer just chosen: contracts, and open cases it may be about."""
    customer = customer_named(request.GET.get("customer", ""), request.actor)
    if customer is None:
        raise Http404
    choice = choice_of(customer)
    context = {
        "name": choice.name,
        "detail": choice.detail,
        "address": _page_of(customer),
        "contracts": contracts_with(request.actor, customer),
        "cases": cases_of(request.actor, Q(account=customer) if choice.is_account else Q(contact=customer)),
    }
    return render(request, "workspace/_customer_facts.html", context)


def _page_of(customer: Contact | Account) -> str:
    if isinstance(customer, Account):
        return reverse("workspace:account", args=[customer.number])
    return reverse("workspace:contact", args=[customer.pk])


def _take(case: Case, request: AgentRequest) -> str:
    """Pick it at once; what stands against it is told, and the case is open all the same."""
    try:
        commands.pick_case(case, actor=request.actor)
    except DomainError as error:
        return str(error)
    return ""


def _ask(request: AgentRequest, form: NewCaseForm, *, opened: Case | None = None, problem: str = "") -> HttpResponse:
    named = (request.POST.get("customer") if not opened else "") or request.GET.get("customer", "")
    customer = customer_named(named, request.actor)
    choices: list[Choice] = [choice_of(customer)] if customer else []
    context = {
        "form": form,
        "choices": choices,
        "chosen": named if customer else "",
        "opened": opened,
        "problem": problem,
        "may_write": may(request.actor, "customers.write"),
    }
    return render(request, "workspace/new_case.html", context, status=422 if form.errors else 200)
