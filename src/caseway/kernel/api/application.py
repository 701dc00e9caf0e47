"""Caseway's API: django-ninja with our authentication, errors, parsing, idempotency, entity tags and rate limits."""

from functools import wraps
from typing import Any, cast

from django.core.exceptions import SuspiciousOperation
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, re_path
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import ValidationError, ValidationErrorContext
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from caseway.kernel.api import failures, idempotency, openapi
from caseway.kernel.api.authentication import BearerToken, People, SignedInSession
from caseway.kernel.api.docs import ApiDocs
from caseway.kernel.api.entity_tags import tag_answers
from caseway.kernel.api.problems import Problem, problem_response
from caseway.kernel.api.rate_limits import Limiter
from caseway.kernel.api.reading import StrictParser
from caseway.kernel.api.rendering import ApiRenderer
from caseway.kernel.api.requests import ApiRequest, Exchange
from caseway.kernel.api.running import Run

DESCRIPTION = "Customer service from first contact to resolution. Everything the pages can do, this can do."


class CasewayApi(NinjaAPI):
    """Mount routers with `add_router`, then put `.urls` into the URL configuration."""

    def __init__(self, people: People, *, requests_a_minute: int) -> None:
        limiter = Limiter(requests_a_minute)
        self._document: OpenAPISchema | None = None
        super().__init__(
            title="Caseway",
            version="1",
            description=DESCRIPTION,
            urls_namespace="api",
            docs=ApiDocs(),
            parser=StrictParser(),
            renderer=ApiRenderer(),
            auth=[BearerToken(people, limiter), SignedInSession(people, limiter)],
        )
        self.add_decorator(idempotency.claim_key, mode="operation")
        self.add_decorator(idempotency.keep_answers, mode="view")
        self.add_decorator(tag_answers, mode="view")
        for kind, handler in {**failures.HANDLERS, idempotency.AnsweredError: idempotency.answer_again}.items():
            self.add_exception_handler(kind, failures.answering(handler))

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """`cases_resolve_case`: the area and the verb."""
        view = operation.view_func
        return f"{view.__module__.removeprefix('caseway.').split('.')[0]}_{view.__name__}"

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """Made once: routes do not change while a process runs."""
        if self._document is None:
            self._document = super().get_openapi_schema(**options)
            openapi.complete(self._document)
        return self._document

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Errors whose place is the field's name as the client wrote it, without the name of our parameter."""
        return ValidationError(
            [_placed(error, context.model) for context in error_contexts for error in _errors(context)]
        )

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        urls = super()._get_urls()
        for pattern in urls:
            if isinstance(pattern, URLPattern):
                pattern.callback = _answering(self, cast("Run", pattern.callback))
        return [*urls, re_path("", _answering(self, _nothing_here))]


def _answering(api: CasewayApi, view: Run) -> Run:
    """The outermost layer: whatever happens within, the answer is ours and carries the rate limit."""

    @wraps(view, assigned=("__name__", "csrf_exempt") if hasattr(view, "__name__") else ())
    def answer(request: HttpRequest, *args: object, **path: object) -> HttpResponse:
        exchange = cast("ApiRequest", request).exchange = Exchange()
        try:
            response = _nothing_here(request) if "\0" in request.path else view(request, *args, **path)
        except (Http404, SuspiciousOperation, DatabaseError) as error:
            response = api.on_exception(request, error)
        if response.status_code == 405 and not response.get("Content-Type", "").startswith("application/problem"):
            response = _wrong_method(request, response)
        for name, value in exchange.allowance.headers.items() if exchange.allowance else ():
            response[name] = value
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]
    return answer


def _nothing_here(_request: HttpRequest) -> HttpResponse:
    raise Http404


def _wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    detail = _("This address does not know %(method)s: use %(allowed)s.")
    values = {"method": request.method, "allowed": response.get("Allow", "")}
    problem = Problem(405, "method-not-allowed", _("Use another method"), detail % values)
    return problem_response(problem, {"Allow": values["allowed"] or ""})


def _errors(context: ValidationErrorContext[Any]) -> list[dict[str, Any]]:
    return [dict(error) for error in context.pydantic_validation_error.errors(include_url=False, include_input=False)]


def _placed(error: dict[str, Any], model: Any) -> dict[str, Any]:
    flat = getattr(model, "__ninja_flatten_map_reverse__", {})
    place = flat.get(error["loc"], error["loc"])
    if place and place[0] == getattr(model, "__read_from_single_attr__", None):
        place = place[1:]
    return error | {"loc": place}
