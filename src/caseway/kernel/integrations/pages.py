"""What the pages of tokens and webhooks share: showing a secret once."""

import json
from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from caseway.kernel.crud import CrudSet
from caseway.kernel.crud.pages import address
from caseway.kernel.errors import Invalid
from caseway.kernel.pages import AgentRequest, wants_fragment

Screen = CrudSet[Any]


def ask_then_show(request: AgentRequest, screen: Screen, form: BaseForm, make: Callable[[], str]) -> HttpResponse:
    """A form whose saving makes a secret, shown this once. What the command refuses stands at its field."""
    if request.method == "POST" and form.is_valid():
        try:
            return show_secret(request, screen, make())
        except Invalid as error:
            for name, fault in error.fields.items():
                form.add_error(name if name in form.fields else None, fault)
    context = {
        "crud": screen,
        "form": form,
        "row": None,
        "seen": "",
        "list_url": address(screen, request),
        "delete_url": None,
    }
    template = "kernel/crud/_form.html" if wants_fragment(request) else "kernel/crud/form.html"
    return render(request, template, context, status=422 if form.errors else 200)


def show_secret(request: AgentRequest, screen: Screen, secret: str) -> HttpResponse:
    """The secret, in the dialog or on a page of its own; never cached."""
    part = "_secret" if wants_fragment(request) else "secret"
    context = {"crud": screen, "secret": secret, "list_url": address(screen, request)}
    response = render(request, f"kernel/integrations/{part}.html", context)
    response["Cache-Control"] = "no-store"
    response["HX-Trigger"] = json.dumps({"changed": True})
    return response
