"""What every page needs: a request that knows its actor, and the guard at the door."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse

from caseway.kernel.access import Actor, require
from caseway.kernel.errors import NotSignedIn

P = ParamSpec("P")


class AgentRequest(HttpRequest):
    """A request of somebody who signed in."""

    actor: Actor


Page = Callable[Concatenate[AgentRequest, P], HttpResponse]


def agent_page(permission: str = "") -> Callable[[Page[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Guard a page: signed in as an agent, and holding the permission at some level if one is named."""

    def guard(view: Page[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            agent_request = cast(AgentRequest, request)
            if not request.user.is_authenticated or not agent_request.actor.is_agent:
                raise NotSignedIn("Sign in to go on.")
            if permission:
                require(agent_request.actor, permission)
            return view(agent_request, *args, **kwargs)

        return guarded

    return guard


def wants_fragment(request: HttpRequest) -> bool:
    """Whether htmx asked, and not for a whole page."""
    return request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
