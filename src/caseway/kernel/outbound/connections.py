"""Connections to judged addresses, each with an end in time."""

import ssl
import time
from collections.abc import Callable, Iterable
from functools import partial

import httpcore

from caseway.kernel.outbound.addresses import Policy, Resolve, addresses_of

SocketOptions = Iterable[httpcore.SOCKET_OPTION]
Connect = Callable[..., httpcore.NetworkStream]


class GuardedBackend(httpcore.NetworkBackend):
    """Resolves a name once, judges what it is told, and connects to exactly that."""

    def __init__(self, allowed: Policy, resolve: Resolve, deadline: float) -> None:
        self.allowed, self.resolve, self.deadline = allowed, resolve, deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: SocketOptions | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = addresses_of(host, port, allowed=self.allowed, resolve=self.resolve)
        except OSError as error:
            raise httpcore.ConnectError(f"{host} cannot be found.") from error
        connect = partial(
            httpcore.SyncBackend().connect_tcp, port=port, local_address=local_address, socket_options=socket_options
        )
        return DeadlineStream(self._first(addresses, connect, timeout), self.deadline)

    def _first(self, addresses: list[str], connect: Connect, timeout: float | None) -> httpcore.NetworkStream:
        """The first address that answers."""
        failure: Exception = httpcore.ConnectError("The host has no address.")
        for address in addresses:
            try:
                return connect(host=address, timeout=_left(self.deadline, timeout))
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class DeadlineStream(httpcore.NetworkStream):
    """A connection whose every wait is cut to what is left of the whole request's time."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self.inner, self.deadline = inner, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.inner.read(max_bytes, _left(self.deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.inner.write(buffer, _left(self.deadline, timeout))

    def close(self) -> None:
        self.inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self.inner.start_tls(ssl_context, server_hostname, _left(self.deadline, timeout))
        return DeadlineStream(inner, self.deadline)

    def get_extra_info(self, info: str) -> object:
        return self.inner.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("The answer took too long.")
    return left if timeout is None else min(left, timeout)
