"""What the pages of tokens and webhooks share: showing a secret once."""

import json
from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import render

from caseway.kernel.crud import CrudSet
from caseway.kernel.crud.dialogs import saved, show
from caseway.kernel.crud.pages import address, dialog_of
from caseway.kernel.pages import AgentRequest, wants_fragment

Screen = CrudSet[Any]


def ask_then_show(request: AgentRequest, screen: Screen, form: BaseForm, make: Callable[[], str]) -> HttpResponse:
    """A form whose saving makes a secret, shown this once. What the command refuses stands at its field."""
    secret = saved(form, make)
    if secret is None:
        return show(request, dialog_of(screen, request), form)
    return show_secret(request, screen, secret)


def show_secret(request: AgentRequest, screen: Screen, secret: str) -> HttpResponse:
    """The secret, in the dialog or on a page of its own; never cached."""
    part = "_secret" if wants_fragment(request) else "secret"
    context = {"crud": screen, "secret": secret, "list_url": address(screen, request)}
    response = render(request, f"kernel/integrations/{part}.html", context)
    response["Cache-Control"] = "no-store"
    response["HX-Trigger"] = json.dumps({"changed": True})
    return response
