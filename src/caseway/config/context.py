"""What every page of ours may show around its content."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from caseway.workspace.queries import console_of


def shell(request: HttpRequest) -> dict[str, object]:
    """`console`, read only by pages that show it. A view that shows live records sets `request.topics`."""
    topics = getattr(request, "topics", ())
    return {"console": SimpleLazyObject(lambda: console_of(request.actor, path=request.path, topics=topics))}
