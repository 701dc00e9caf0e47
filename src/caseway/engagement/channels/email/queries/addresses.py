"""Signed plus addresses.

`support+c12.signature@…` names conversation 12, `support+b34.…` the message 34 that came back.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable

from caseway.engagement.channels.email.queries.secrets import key_for

SIGNED = re.compile(r"(([cb])(\d{1,18}))\.([a-z2-7]{16})")
LONGEST_LOCAL_PART = 64


def reply_address(address: str, conversation_id: int) -> str:
    """Where an answer in this conversation shall go: whoever writes there belongs to it."""
    return _plus(address, f"c{conversation_id}")


def bounce_address(address: str, message_id: int) -> str:
    """The envelope sender of a message, which a server returns it to."""
    return _plus(address, f"b{message_id}")


def conversation_replied_to(addresses: Iterable[str]) -> tuple[int, str] | None:
    """The conversation that the first genuine signed address names, with that address."""
    return _first(addresses, "c")


def message_returned_to(addresses: Iterable[str]) -> tuple[int, str] | None:
    """The message that came back to one of these addresses, with that address."""
    return _first(addresses, "b")


def _plus(address: str, named: str) -> str:
    local, _at, domain = address.rpartition("@")
    signed = f"{local.partition('+')[0]}+{named}.{_signature(named)}"
    return f"{signed}@{domain}" if len(signed) <= LONGEST_LOCAL_PART else address


def _first(addresses: Iterable[str], kind: str) -> tuple[int, str] | None:
    for address in addresses:
        found = SIGNED.fullmatch(address.rpartition("@")[0].partition("+")[2].lower())
        if found and found[2] == kind and hmac.compare_digest(_signature(found[1]), found[4]):
            return int(found[3]), address
    return None


def _signature(named: str) -> str:
    """80 bits in letters that survive servers which change case."""
    digest = hmac.new(key_for("reply addresses"), named.encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:10]).decode().lower()
