"""Who acts in this request, and how an error of the domain becomes an answer."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject

from caseway.kernel.errors import DomainError, NotSignedIn, TooMany
from caseway.kernel.pages import wants_fragment
from caseway.operations.queries import actor_of

Respond = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Gives every request its `actor`, read when first asked for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user, via="page"))  # type: ignore[attr-defined]
        request.topics = ()  # type: ignore[attr-defined]
        return self.get_response(request)


class DomainErrorMiddleware:
    """Renders a `DomainError` as a page, or as a toast where a fragment was asked for."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if isinstance(error, NotSignedIn):
            return redirect(f"/accounts/login/?next={request.get_full_path()}")
        if wants_fragment(request):
            response = render(request, "ui/_error.html", {"error": error}, status=error.status)
            response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "beforeend"
        elif request.path.startswith("/api/"):
            response = JsonResponse({"detail": str(error)}, status=error.status)
        else:
            response = render(request, "ui/error.html", {"error": error}, status=error.status)
        if isinstance(error, TooMany):
            response["Retry-After"] = str(error.retry_after_seconds)
        return response
