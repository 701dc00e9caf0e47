"""What is signed between the pages, the gateway and the web process. No Django here, as the gateway imports none.

A token is base64url(JSON {…, exp}) + "." + base64url(HMAC-SHA256 of that); exp is a Unix time.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_TOKEN = 16_384
LONGEST_REPORT = 2_000_000


class TokenError(ValueError):
    """Not a token of ours, changed on its way, or out of date."""


@dataclass(frozen=True)
class TopicToken:
    """Who watches which topics, until `expires_at` (Unix time)."""

    actor: str
    name: str
    topics: frozenset[str]
    expires_at: float


@dataclass(frozen=True)
class SessionReport:
    """Who has a page open on a gateway now: all of them, each once."""

    gateway: str
    actors: frozenset[str]


def sign_topics(key: bytes, *, actor: str, name: str, topics: Sequence[str], minutes: float) -> str:
    """A token for `topics`, good for `minutes` from now."""
    return _sign(key, {"actor": actor, "name": name, "topics": list(topics)}, minutes)


def read_topics(key: bytes, token: str) -> TopicToken:
    """What the token says; TokenError unless it was signed with `key` and is still good."""
    content = _read(key, token, LONGEST_TOKEN)
    return TopicToken(content["actor"], content["name"], frozenset(content["topics"]), float(content["exp"]))


def sign_report(key: bytes, report: SessionReport) -> str:
    """A gateway's report, good for a minute. Its key is another than that of topics."""
    return _sign(key, {"gateway": report.gateway, "actors": sorted(report.actors)}, minutes=1)


def read_report(key: bytes, token: str) -> SessionReport:
    """What the report says; TokenError as for `read_topics`."""
    content = _read(key, token, LONGEST_REPORT)
    return SessionReport(content["gateway"], frozenset(content["actors"]))


def _sign(key: bytes, content: dict[str, object], minutes: float) -> str:
    written = json.dumps({**content, "exp": time.time() + minutes * 60}, separators=(",", ":"))
    body = _encode(written.encode())
    return f"{body}.{_encode(_signature(key, body))}"


def _read(key: bytes, token: str, longest: int) -> dict[str, Any]:
    body, dot, signature = token.partition(".")
    if not dot or len(token) > longest or not token.isascii():
        raise TokenError("This is not a token.")
    if not hmac.compare_digest(_encode(_signature(key, body)), signature):
        raise TokenError("This token was not signed here.")
    content: dict[str, Any] = json.loads(_decode(body))
    if content["exp"] <= time.time():
        raise TokenError("This token is out of date: fetch the page again.")
    return content


def _signature(key: bytes, body: str) -> bytes:
    return hmac.new(key, body.encode(), hashlib.sha256).digest()


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _decode(value: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except binascii.Error as error:
        raise TokenError("This is not a token.") from error
