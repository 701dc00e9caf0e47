"""Plain connections, for protocols that are not HTTP."""

import socket
from collections.abc import Iterable

from caseway.kernel.outbound.addresses import addresses_of, policy


def dial(host: str, port: int, *, seconds: float) -> socket.socket:
    """Connect to the first judged address of the host that answers. Raises `ForbiddenUrl` or OSError."""
    return first_answering(addresses_of(host, port, allowed=policy()), port, seconds=seconds)


def first_answering(addresses: Iterable[str], port: int, *, seconds: float) -> socket.socket:
    """A connection to the first of these addresses that takes one within the time."""
    failure = OSError("The host has no address.")
    for address in addresses:
        try:
            return socket.create_connection((address, port), seconds)
        except OSError as error:
            failure = error
    raise failure
