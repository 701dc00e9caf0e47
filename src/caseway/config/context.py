"""What every page of ours may show around its content."""

from typing import cast

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from caseway.kernel.pages import AgentRequest
from caseway.workspace.queries import console_of


def shell(request: HttpRequest) -> dict[str, object]:
    """`console`, read only by pages that show it. A view that shows live records sets `request.topics`."""
    asked = cast("AgentRequest", request)
    return {"console": SimpleLazyObject(lambda: console_of(asked.actor, path=asked.path, topics=asked.topics))}
