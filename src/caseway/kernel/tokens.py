"""Topic tokens: what a page shows the gateway to watch topics. No Django here, as the gateway imports none.

A token is base64url(JSON {actor, name, topics, exp}) + "." + base64url(HMAC-SHA256 of that); exp is a Unix time.
"""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass

LONGEST_TOKEN = 16_384


class TokenError(ValueError):
    """Not a token of ours, changed on its way, or out of date."""


@dataclass(frozen=True)
class TopicToken:
    """Who watches which topics, until `expires_at` (Unix time)."""

    actor: str
    name: str
    topics: frozenset[str]
    expires_at: float


def sign_topics(key: bytes, *, actor: str, name: str, topics: Sequence[str], minutes: float) -> str:
    """A token for `topics`, good for `minutes` from now."""
    content = {"actor": actor, "name": name, "topics": list(topics), "exp": time.time() + minutes * 60}
    body = _encode(json.dumps(content, separators=(",", ":")).encode())
    return f"{body}.{_encode(_signature(key, body))}"


def read_topics(key: bytes, token: str) -> TopicToken:
    """What the token says; TokenError unless it was signed with `key` and is still good."""
    body, dot, signature = token.partition(".")
    if not dot or len(token) > LONGEST_TOKEN or not token.isascii():
        raise TokenError("This is not a topic token.")
    if not hmac.compare_digest(_encode(_signature(key, body)), signature):
        raise TokenError("This topic token was not signed here.")
    content = json.loads(_decode(body))
    if content["exp"] <= time.time():
        raise TokenError("This topic token is out of date: fetch the page again.")
    return TopicToken(content["actor"], content["name"], frozenset(content["topics"]), float(content["exp"]))


def _signature(key: bytes, body: str) -> bytes:
    return hmac.new(key, body.encode(), hashlib.sha256).digest()


def _encode(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _decode(value: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    except binascii.Error as error:
        raise TokenError("This is not a topic token.") from error
