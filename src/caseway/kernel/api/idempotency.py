"""`Idempotency-Key` on POST: the same key does its work once, and is answered the same for a day.

The answer is kept in the transaction of the work itself, so a crash leaves either both or nothing. A refusal keeps
nothing: it changed nothing, and may be repeated once its cause is mended.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import ClassVar, TypeVar, cast

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.kernel.api.authentication import ACT_AS
from caseway.kernel.api.problems import refusal
from caseway.kernel.api.requests import ApiRequest, Attempt
from caseway.kernel.api.running import Run
from caseway.kernel.db import atomic
from caseway.kernel.errors import Invalid, TooMany
from caseway.kernel.models import IdempotencyKey, User

R = TypeVar("R")
HEADER = "Idempotency-Key"
KEY = re.compile(r"[\x21-\x7e]{1,200}")
KEPT = timedelta(hours=24)


class StillUnderway(TooMany):
    """The first request with this key has not been answered yet."""

    status: ClassVar[int] = 409
    title = "This is being done already"


class AnsweredError(Exception):
    """Ends the operation: the key was used before, and this is its answer."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def keep_answers(run: Run) -> Run:
    """Around a whole operation: one transaction for the work and its kept answer."""

    @wraps(run)
    def answer(request: HttpRequest, *args: object, **path: object) -> HttpResponse:
        key = request.headers.get(HEADER)
        if request.method != "POST" or key is None:
            return run(request, *args, **path)
        if not KEY.fullmatch(key):
            sentence = _("Write a key of 1 to 200 visible ASCII characters, such as a UUID.")
            return refusal(Invalid(sentence, fields={HEADER: sentence}))
        api_request = cast("ApiRequest", request)
        api_request.exchange.attempt = Attempt(key, _fingerprint(request))
        with atomic():
            response = run(request, *args, **path)
            _settle(api_request, response)
        return response

    return answer


def claim_key(view: Callable[..., R]) -> Callable[..., R]:
    """Around the endpoint, once it is known who asks: take the key, or answer what it was answered before."""

    @wraps(view)
    def once(request: ApiRequest, *args: object, **values: object) -> R:
        attempt = request.exchange.attempt
        if attempt:
            attempt.user_id = cast("User", request.user).pk
            _claim(attempt)
        return view(request, *args, **values)

    return once


def answer_again(error: Exception) -> HttpResponse:
    """The exception handler of `AnsweredError`."""
    assert isinstance(error, AnsweredError)
    return error.response


def purge_keys() -> int:
    """Forget keys older than a day; returns how many."""
    return IdempotencyKey.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]


def _claim(attempt: Attempt) -> None:
    if not _lock(attempt):
        message = _("The first request with this Idempotency-Key is still underway: ask again in a second.")
        raise StillUnderway(message, retry_after_seconds=1)
    kept = IdempotencyKey.objects.filter(user_id=attempt.user_id, key=attempt.key).first()
    if kept and kept.created_at < timezone.now() - KEPT:
        kept.delete()
        kept = None
    if kept is None:
        attempt.is_underway = True
        return
    if kept.fingerprint != attempt.fingerprint:
        sentence = _("This Idempotency-Key was used for another request: use a new key for each.")
        raise Invalid(sentence, fields={HEADER: sentence})
    raise AnsweredError(_restored(kept))


def _lock(attempt: Attempt) -> bool:
    """Held until the transaction ends, by whoever comes first."""
    number = int.from_bytes(hashlib.sha256(f"{attempt.user_id} {attempt.key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        row = cursor.fetchone()
    return bool(row and row[0])


def _settle(request: ApiRequest, response: HttpResponse) -> None:
    attempt = request.exchange.attempt
    if response.status_code >= 400:
        transaction.set_rollback(True)
    elif attempt and attempt.is_underway:
        IdempotencyKey.objects.create(
            user_id=attempt.user_id,
            key=attempt.key,
            fingerprint=attempt.fingerprint,
            status=response.status_code,
            body=response.content,
            headers=dict(response.items()),
        )


def _restored(kept: IdempotencyKey) -> HttpResponse:
    response = HttpResponse(bytes(kept.body or b""), status=kept.status or 200, headers=kept.headers)
    response["Idempotency-Replayed"] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    parts = (request.get_full_path(), request.content_type or "", request.headers.get(ACT_AS, ""))
    return hashlib.sha256("\n".join(parts).encode(errors="replace") + b"\n" + request.body).hexdigest()
