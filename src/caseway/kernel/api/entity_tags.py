"""Entity tags: what a reader already has is not sent again, and nobody overwrites what they have not seen.

A tag is `"version-content"`: reading compares all of it (the answer may hold more than the row), changing compares the
version alone.
"""

import hashlib
from functools import wraps
from typing import TypeVar, cast

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from caseway.kernel.api.requests import ApiRequest
from caseway.kernel.api.running import Run
from caseway.kernel.db import lock_row
from caseway.kernel.errors import Conflict
from caseway.kernel.versions import version_of

M = TypeVar("M", bound=Model)


def stamp(request: ApiRequest, row: M) -> M:
    """The row; the answer's ETag carries its version, so that the client can send it back in If-Match."""
    request.exchange.version = version_of(row)
    return row


def require_match(request: ApiRequest, row: Model) -> None:
    """Raise `Conflict` (412) if the client says in If-Match which version it saw, and the row is another by now.

    Call it with the row locked, in the transaction of the change.
    """
    header = request.headers.get("If-Match")
    if header is None or header.strip() == "*":
        return
    seen = {tag.removeprefix("W/").strip('"').split("-")[0] for tag in parse_etags(header)}
    if version_of(row) not in seen:
        raise Conflict(_("It was changed since you read it: read it again, and repeat your change if it still fits."))


def held(request: ApiRequest, row: M) -> M:
    """The row, locked for a change, if it is still the one the client saw. Inside the transaction of the change."""
    row = lock_row(row)
    require_match(request, row)
    return row


def tag_answers(run: Run) -> Run:
    """Give answers their ETag, and a reader who has it already a 304."""

    @wraps(run)
    def answer(request: HttpRequest, *args: object, **path: object) -> HttpResponse:
        response = run(request, *args, **path)
        is_read = request.method == "GET"
        version = cast("ApiRequest", request).exchange.version
        if 200 <= response.status_code < 300 and not response.streaming and (is_read or version):
            _tag(request, response, version)
        return response

    return answer


def _tag(request: HttpRequest, response: HttpResponse, version: str) -> None:
    content = _digest(response.content)
    response["ETag"] = f'"{version}-{content}"' if version else f'"{content}"'
    if request.method != "GET":
        return
    response["Cache-Control"] = "private, no-cache"
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if response["ETag"] in {tag.removeprefix("W/") for tag in known} or known == ["*"]:
        response.status_code, response.content = 304, b""
        del response["Content-Type"]


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:20]
