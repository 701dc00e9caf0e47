"""Which problem each exception is. Nothing a client sends may end as a server error."""

import secrets
from collections.abc import Callable
from typing import Any

import structlog
from django.core.exceptions import (
    BadRequest,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
)
from django.core.exceptions import ValidationError as ModelInvalid
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError, HttpError, ValidationError
from psycopg.errors import UniqueViolation

from caseway.kernel.api.problems import Problem, problem_response, refusal
from caseway.kernel.api.reading import MalformedBody
from caseway.kernel.api.sentences import errors_of
from caseway.kernel.db import is_disk_full
from caseway.kernel.errors import DomainError, Invalid, NotAllowed, NotFound, NotSignedIn

log = structlog.get_logger()
Handler = Callable[[Exception], HttpResponse]


def of_domain(error: Exception) -> HttpResponse:
    assert isinstance(error, DomainError)
    return refusal(error)


def invalid(error: Exception) -> HttpResponse:
    assert isinstance(error, ValidationError)
    return refusal(_invalid(errors_of(error.errors)))


def invalid_model(error: Exception) -> HttpResponse:
    assert isinstance(error, ModelInvalid)
    found = error.message_dict if hasattr(error, "error_dict") else {"body": error.messages}
    return refusal(_invalid({name: " ".join(messages) for name, messages in found.items()}))


def http_error(error: Exception) -> HttpResponse:
    """Ninja's own errors; what our parser refused hangs below as the cause."""
    assert isinstance(error, HttpError)
    if isinstance(error.__cause__, DomainError):
        return refusal(error.__cause__)
    if isinstance(error, AuthenticationError):
        return refusal(NotSignedIn(_("Send a token in the header Authorization: Bearer cw_…, or sign in.")))
    return problem_response(Problem(error.status_code, "refused", _("The request was refused"), str(error)))


def missing(_error: Exception) -> HttpResponse:
    return refusal(NotFound(_("There is nothing under this address, or you may not see it.")))


def denied(_error: Exception) -> HttpResponse:
    return refusal(NotAllowed(_("You may not do this. Ask an administrator.")))


def unreadable(_error: Exception) -> HttpResponse:
    return refusal(MalformedBody(_("The request cannot be read: check its encoding, headers and body.")))


def too_large(_error: Exception) -> HttpResponse:
    return problem_response(
        Problem(
            413, "body-too-large", _("The request is too large"), _("Send less at once: the body is over the limit.")
        )
    )


def unkeepable(error: Exception) -> HttpResponse:
    log.warning("the database refused a value", error=str(error))
    return refusal(Invalid(_("A value is too long, too large or of the wrong kind to be kept: check each field.")))


def inconsistent(error: Exception) -> HttpResponse:
    log.warning("the database refused a change", error=str(error))
    if isinstance(error.__cause__, UniqueViolation):
        return refusal(DomainError(_("There is one like this already, and there can only be one.")))
    return refusal(Invalid(_("It refers to something that does not exist, or breaks a rule: check each field.")))


def unavailable(error: Exception) -> HttpResponse:
    log.error("database or disk are away", error=str(error))
    problem = Problem(503, "unavailable", _("Not available right now"), _("Try again in a few seconds."))
    return problem_response(problem, {"Retry-After": "5"})


def full_or_unexpected(error: Exception) -> HttpResponse:
    return unavailable(error) if is_disk_full(error) else unexpected(error)


def unexpected(error: Exception) -> HttpResponse:
    incident = secrets.token_hex(4)
    log.error("request failed", incident=incident, exc_info=error)
    detail = _("Something failed on our side. Tell your administrator this number: %s.") % incident
    return problem_response(Problem(500, "unexpected", _("Something went wrong"), detail))


def _invalid(errors: dict[str, str]) -> Invalid:
    names = ", ".join(list(errors)[:5])
    return Invalid(_("Correct what is wrong with %s and send it again.") % names, fields=errors)


HANDLERS: dict[type[Exception], Handler] = {
    DomainError: of_domain,
    ValidationError: invalid,
    ModelInvalid: invalid_model,
    HttpError: http_error,
    Http404: missing,
    ObjectDoesNotExist: missing,
    PermissionDenied: denied,
    BadRequest: unreadable,
    SuspiciousOperation: unreadable,
    MultiPartParserError: unreadable,
    UnreadablePostError: unreadable,
    RequestDataTooBig: too_large,
    DataError: unkeepable,
    IntegrityError: inconsistent,
    OperationalError: unavailable,
    InterfaceError: unavailable,
    OSError: full_or_unexpected,
    Exception: unexpected,
}


def answering(handler: Handler) -> Callable[[HttpRequest, Any], HttpResponse]:
    """The handler as ninja calls it; what it logs names the address."""

    def answer(request: HttpRequest, error: Any) -> HttpResponse:
        with structlog.contextvars.bound_contextvars(path=request.path):
            return handler(error)

    return answer
