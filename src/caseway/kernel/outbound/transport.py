"""An httpx transport that connects only to addresses it has judged, and ends in time and within size.

The name is resolved once and the connection made to that very address, so a name that changes its mind between check
and use (DNS rebinding) gains nothing. Every redirect is a request of its own and judged like the first.
"""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import httpcore
import httpx

from caseway.kernel.outbound.addresses import Policy, Resolve, parse_url, policy, resolve_host
from caseway.kernel.outbound.connections import GuardedBackend

MOST_REDIRECTS = 3


class AnswerTooLargeError(httpx.TransportError):
    """The other side sent more than it may."""


def client(*, seconds: float = 10.0, most_bytes: int = 1_000_000) -> httpx.Client:
    """A client for addresses that administrators enter. A request has `seconds` in all; redirects only when asked."""
    return httpx.Client(
        transport=GuardedTransport(allowed=policy(), seconds=seconds, most_bytes=most_bytes),
        timeout=seconds,
        trust_env=False,
        max_redirects=MOST_REDIRECTS,
        headers={"Accept-Encoding": "identity", "User-Agent": "Caseway"},
    )


class GuardedTransport(httpx.BaseTransport):
    """One connection a request: resolve, judge, connect to what was judged."""

    def __init__(
        self,
        *,
        allowed: Policy,
        seconds: float = 10.0,
        most_bytes: int = 1_000_000,
        resolve: Resolve = resolve_host,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self.allowed, self.seconds, self.most_bytes = allowed, seconds, most_bytes
        self.resolve, self.trust = resolve, trust

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        parse_url(str(request.url))
        backend = GuardedBackend(self.allowed, self.resolve, time.monotonic() + self.seconds)
        pool = httpcore.ConnectionPool(ssl_context=self.trust or _trust(), network_backend=backend, max_connections=1)
        try:
            with _as_httpx(request):
                answer = pool.handle_request(_to_core(request))
            return self._response(answer, pool, request)
        except BaseException:
            pool.close()
            raise

    def _response(
        self, answer: httpcore.Response, pool: httpcore.ConnectionPool, request: httpx.Request
    ) -> httpx.Response:
        headers = httpx.Headers(answer.headers)
        if headers.get("content-encoding", "identity").lower() != "identity":
            raise httpx.DecodingError("The answer is packed though that was not asked for.", request=request)
        return httpx.Response(answer.status, headers=headers, stream=_Body(answer, pool, request, self.most_bytes))


class _Body(httpx.SyncByteStream):
    """The answer's body up to a size; closing it closes the connection."""

    def __init__(
        self, answer: httpcore.Response, pool: httpcore.ConnectionPool, request: httpx.Request, most_bytes: int
    ) -> None:
        self.answer, self.pool, self.request, self.most_bytes = answer, pool, request, most_bytes

    def __iter__(self) -> Iterator[bytes]:
        count = 0
        with _as_httpx(self.request):
            for chunk in self.answer.iter_stream():
                count += len(chunk)
                if count > self.most_bytes:
                    raise AnswerTooLargeError(
                        f"The answer is larger than {self.most_bytes:,} bytes.", request=self.request
                    )
                yield chunk

    def close(self) -> None:
        self.answer.close()
        self.pool.close()


def _to_core(request: httpx.Request) -> httpcore.Request:
    url = request.url
    return httpcore.Request(
        method=request.method,
        url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
        headers=request.headers.raw,
        content=request.stream,
        extensions=request.extensions,
    )


@contextmanager
def _as_httpx(request: httpx.Request) -> Iterator[None]:
    """Tell httpcore's failures in httpx's words, so that callers catch `httpx.TransportError` and nothing else."""
    try:
        yield
    except httpcore.TimeoutException as error:
        raise httpx.ReadTimeout(str(error) or "The answer took too long.", request=request) from error
    except httpcore.NetworkError as error:
        raise httpx.ConnectError(str(error), request=request) from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise httpx.RemoteProtocolError(str(error), request=request) from error


@lru_cache(maxsize=1)
def _trust() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)
