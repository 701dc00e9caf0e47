"""The gateway's ASGI application: its routes, and the tasks that live as long as it does."""

import asyncio
import logging
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from caseway.config.env import Env
from caseway.config.gateway.announcements import Announcements
from caseway.config.gateway.hub import Hub
from caseway.config.gateway.listening import Listener
from caseway.config.gateway.reports import Reports
from caseway.config.gateway.session import Session
from caseway.kernel.tokens import TokenError, read_topics

POLICY_VIOLATION = 1008
SECONDS_BETWEEN_SWEEPS = 2.0
log = logging.getLogger("caseway.gateway")


class Gateway:
    """One gateway process: its hub of sockets, its two connections to PostgreSQL, and its reports."""

    def __init__(self, settings: Env) -> None:
        self.settings = settings
        self.announcements = Announcements(settings.database.url)
        address = f"{settings.internal_url}/internal/sessions"
        self.reports = Reports(address, settings.report_key, self.announcements.gateway)
        self.hub = Hub(announce=self.announcements.add, attendance=self.reports)
        self.listener = Listener(settings.database.url, self.hub, self.announcements)

    @asynccontextmanager
    async def lifespan(self, _application: Starlette) -> AsyncIterator[None]:
        work = (self.listener.run(), self.announcements.run(), self.reports.run(), self._sweep())
        tasks = [asyncio.create_task(coroutine) for coroutine in work]
        for task in tasks:
            task.add_done_callback(_end_if_failed)
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def live(self, websocket: WebSocket) -> None:
        """The WebSocket of one page. Refused without an answer of ours: a stranger learns nothing."""
        try:
            token = read_topics(self.settings.gateway_key, websocket.query_params.get("token", ""))
        except TokenError:
            await websocket.close(POLICY_VIOLATION)
            return
        session = Session(websocket, token, self.hub, self.settings.gateway_key)
        if not self._is_ours(websocket.headers.get("origin")) or not self.hub.has_room(token.actor):
            await websocket.close(POLICY_VIOLATION)
            return
        await session.run()

    async def healthz(self, _request: Request) -> Response:
        return JSONResponse({"status": "ok", "sockets": len(self.hub.sockets)})

    async def readyz(self, _request: Request) -> Response:
        is_ready = self.listener.is_listening
        status = "ok" if is_ready else "the database does not answer"
        return JSONResponse({"status": status}, status_code=200 if is_ready else 503)

    def _is_ours(self, origin: str | None) -> bool:
        """Browsers always name the page's origin; other programs name none."""
        if origin is None or origin == self.settings.base_url:
            return True
        host = urlsplit(origin).hostname or ""
        return host in self.settings.allowed_hosts or "*" in self.settings.allowed_hosts

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_SWEEPS)
            self.hub.sweep()
            self.reports.sweep()


def _end_if_failed(task: asyncio.Task[None]) -> None:
    """A gateway that no longer listens or sweeps must not look alive: whoever started it starts it again."""
    if not task.cancelled() and task.exception():
        log.critical("The gateway ends.", exc_info=task.exception())
        signal.raise_signal(signal.SIGTERM)


def build(settings: Env) -> Starlette:
    """The application for granian or any other ASGI server."""
    gateway = Gateway(settings)
    routes = [
        WebSocketRoute("/live", gateway.live),
        Route("/healthz", gateway.healthz),
        Route("/readyz", gateway.readyz),
    ]
    return Starlette(routes=routes, lifespan=gateway.lifespan)
