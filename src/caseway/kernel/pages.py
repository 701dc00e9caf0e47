"""What every page needs: a request that knows its actor, and the guard at the door."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from caseway.kernel.access import Actor, require
from caseway.kernel.errors import NotSignedIn

P = ParamSpec("P")


class AgentRequest(HttpRequest):
    """A request of somebody who signed in. `topics` are the live records that its page shows."""

    actor: Actor
    topics: tuple[str, ...]


Page = Callable[Concatenate[AgentRequest, P], HttpResponseBase]


def agent_page(permission: str = "") -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Guard a page: signed in as an agent, and holding the permission at some level if one is named."""

    def guard(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            agent_request = cast("AgentRequest", request)
            if not request.user.is_authenticated or not agent_request.actor.is_agent:
                raise NotSignedIn("Sign in to go on.")
            if permission:
                require(agent_request.actor, permission)
            return view(agent_request, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], HttpResponseBase]", guarded)

    return guard


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked, and not for a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"


def done(request: HttpRequest, text: str, *, to: str, changed: str = "changed", undo: str = "") -> HttpResponse:
    """Answer a verb that succeeded: htmx closes the dialog, shows a toast and refetches what listens for `changed`.

    A plain form goes on to `to`.
    """
    if not wants_fragment(request):
        messages.success(request, text)
        return redirect(to)
    toast = {"text": text, "tone": "good", **({"undo": undo} if undo else {})}
    response = HttpResponse(status=204)
    response["HX-Trigger"] = json.dumps({"toast": toast, "dialog:close": True, changed: True})
    return response


@dataclass(frozen=True, kw_only=True)
class Question:
    """What a verb asks first: its heading, the name of its button, where to go back to, the template of its fields."""

    title: str
    submit: str
    back: str
    kind: str = "primary"
    fields: str = "ui/_fields.html"


def ask(request: HttpRequest, form: BaseForm, question: Question, **beside: object) -> HttpResponse:
    """The question in a dialog where htmx runs, as a page elsewhere; 422 where it was answered wrongly."""
    template = "ui/_ask.html" if wants_fragment(request) else "ui/ask.html"
    context = {"form": form, "question": question, **beside}
    return render(request, template, context, status=422 if form.errors else 200)


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Send the reader on to another page, also out of a dialog."""
    if not wants_fragment(request):
        return redirect(to)
    response = HttpResponse(status=204)
    response["HX-Redirect"] = to
    return response
