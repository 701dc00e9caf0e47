"""What an API request carries beside Django's own: who acts, and what its answer has to say in headers."""

from dataclasses import dataclass

from django.http import HttpRequest

from caseway.kernel.access import Actor
from caseway.kernel.api.rate_limits import Allowance


@dataclass
class Attempt:
    """A POST that carries an `Idempotency-Key`."""

    key: str
    fingerprint: str
    user_id: int = 0
    is_underway: bool = False


@dataclass
class Exchange:
    """Notes from one request to its answer."""

    allowance: Allowance | None = None
    attempt: Attempt | None = None
    version: str = ""


class ApiRequest(HttpRequest):
    """A request of somebody who showed a token or a session."""

    actor: Actor
    exchange: Exchange
