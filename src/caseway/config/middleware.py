"""Who acts in this request, and how an error becomes an answer that a person understands."""

import sys
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from caseway.kernel.db import is_disk_full, is_passing
from caseway.kernel.errors import DomainError, NotSignedIn, TooMany, Unavailable
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


class Unexpected(DomainError):
    """A fault of ours."""

    status = 500


class DomainErrorMiddleware:
    """Renders a `DomainError`, and a database or disk that is away, as a page, or as a toast for a fragment."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        refusal = _refusal_of(error)
        return _answer(request, refusal) if refusal else None


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's last resort: what went wrong outside every view, or is a fault of ours, which stands in the log."""
    error = sys.exc_info()[1]
    refusal = _refusal_of(error) if error else None
    return _answer(
        request, refusal or Unexpected(_("Something failed on our side. Try again, or tell your administrator."))
    )


def _refusal_of(error: BaseException) -> DomainError | None:
    if isinstance(error, DomainError):
        return error
    if is_disk_full(error):
        return Unavailable(_("The disk is full, so nothing can be saved. Tell your administrator, and try again then."))
    if is_passing(error):
        return Unavailable(_("The database does not answer at the moment. Try again in a minute."))
    return None


def _answer(request: HttpRequest, error: DomainError) -> HttpResponse:
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
    if isinstance(error, Unavailable):
        response["Retry-After"] = "30"
    return response
