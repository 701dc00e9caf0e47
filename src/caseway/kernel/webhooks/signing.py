"""Signatures by Standard Webhooks: HMAC-SHA256 over id, timestamp and body, one for each secret that still counts."""

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from standardwebhooks import Webhook as Signer

OVERLAP = timedelta(hours=24)
Secret = Mapping[str, str | None]


def new_secret() -> str:
    """`whsec_` and 32 random bytes in base64."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def rotated(kept: Sequence[Secret], secret: str, *, now: datetime) -> list[Secret]:
    """The new secret first; those before it count for another day, so that the receiver can change over."""
    until = (now + OVERLAP).isoformat()
    before = [one if one["until"] else {**one, "until": until} for one in in_force(kept, now)]
    return [{"secret": secret, "until": None}, *before]


def in_force(kept: Sequence[Secret], now: datetime) -> list[Secret]:
    return [one for one in kept if one["until"] is None or datetime.fromisoformat(one["until"]) > now]


def headers_for(kept: Sequence[Secret], *, message_id: str, body: str, now: datetime) -> dict[str, str]:
    """The three headers; the signatures of several secrets stand side by side."""
    signatures = [Signer(one["secret"] or "").sign(message_id, now, body) for one in in_force(kept, now)]
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
