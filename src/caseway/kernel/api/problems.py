"""Every refusal is an RFC 9457 problem: a status, a sentence that says what to do, and each field that is wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpResponse

from caseway.kernel.errors import DomainError, NotSignedIn, TooMany

CONTENT_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """`code` is stable, for programs; `errors` maps each field to a sentence."""

    status: int
    code: str
    title: str
    detail: str
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, error: DomainError) -> "Problem":
        return cls(error.status, error.code, str(error.title), str(error), error.fields)

    def document(self) -> dict[str, object]:
        return {
            "type": f"urn:caseway:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "errors": {name: str(sentence) for name, sentence in self.errors.items()},
        }


def problem_response(problem: Problem, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(
        json.dumps(problem.document()), status=problem.status, content_type=CONTENT_TYPE, headers=dict(headers or {})
    )


def refusal(error: DomainError) -> HttpResponse:
    """The answer to an error of the domain, with the headers its kind asks for."""
    headers = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after_seconds)
    if isinstance(error, NotSignedIn):
        headers["WWW-Authenticate"] = 'Bearer realm="Caseway"'
    return problem_response(Problem.of(error), headers)
