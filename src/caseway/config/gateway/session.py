"""One page's WebSocket: what it may say, how fast, and what happens when it does not read."""

import asyncio
import json
import time

from starlette.websockets import WebSocket, WebSocketDisconnect

from caseway.config.gateway.hub import Hub
from caseway.kernel.tokens import TokenError, TopicToken, read_topics

LONGEST_MESSAGE = 20_000
MESSAGES_PER_SECOND = 5.0
MOST_AT_ONCE = 30.0
SECONDS_TO_READ = 20.0
MOST_PENDING = 500
POLICY_VIOLATION, TOO_BIG, TRY_AGAIN, ENDED = 1008, 1009, 1013, 4401


class Unwelcome(Exception):
    """The page broke the rules of the conversation."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


class Session:
    """Sends what is pending, newest of each key, and takes what the page says. Implements `hub.Socket`."""

    def __init__(self, websocket: WebSocket, token: TopicToken, hub: Hub, key: bytes) -> None:
        self.token = token
        self._websocket, self._hub, self._key = websocket, hub, key
        self._pending: dict[str, object] = {}
        self._wake = asyncio.Event()
        self._farewell: Unwelcome | None = None
        self._allowance, self._counted_at = MOST_AT_ONCE, time.monotonic()

    async def run(self) -> None:
        """Serve the page until it goes, or is sent away."""
        await self._websocket.accept()
        self._hub.add(self)
        self.send("welcome", {"welcome": True})
        tasks = [asyncio.create_task(self._send_pending()), asyncio.create_task(self._receive())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._hub.remove(self)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._hang_up(next(iter(done)).exception())

    def send(self, key: str, message: object) -> None:
        self._pending.pop(key, None)
        self._pending[key] = message
        if len(self._pending) > MOST_PENDING:
            self._farewell = Unwelcome(TRY_AGAIN, "Too slow.")
        self._wake.set()

    def end(self, reason: str) -> None:
        self._farewell = Unwelcome(ENDED, reason)
        self._wake.set()

    async def _send_pending(self) -> None:
        while True:
            await self._wake.wait()
            if self._farewell:
                raise self._farewell
            if not self._pending:
                self._wake.clear()
                continue
            text = json.dumps(self._pending.pop(next(iter(self._pending))), ensure_ascii=False)
            try:
                await asyncio.wait_for(self._websocket.send_text(text), SECONDS_TO_READ)
            except TimeoutError:
                raise Unwelcome(TRY_AGAIN, "Too slow.") from None

    async def _receive(self) -> None:
        while True:
            frame = await self._websocket.receive()
            if frame["type"] == "websocket.disconnect":
                return
            self._count()
            text = frame.get("text") or ""
            if len(text) > LONGEST_MESSAGE:
                raise Unwelcome(TOO_BIG, "Too long.")
            self._obey(text)

    def _count(self) -> None:
        now = time.monotonic()
        earned = (now - self._counted_at) * MESSAGES_PER_SECOND
        self._allowance, self._counted_at = min(MOST_AT_ONCE, self._allowance + earned) - 1, now
        if self._allowance < 0:
            raise Unwelcome(POLICY_VIOLATION, "Too many messages.")

    def _obey(self, text: str) -> None:
        try:
            message = json.loads(text)
        except (ValueError, RecursionError):
            message = None
        match message:
            case {"view": None}:
                self._hub.presence.leave(self)
            case {"view": str(topic)} if topic in self.token.topics:
                self._hub.look(self, topic)
            case {"typing": bool(is_typing)}:
                self._hub.presence.type_in(self, is_typing=is_typing)
            case {"token": str(token)}:
                self._renew(token)
            case _:
                raise Unwelcome(POLICY_VIOLATION, "Not understood.")

    def _renew(self, text: str) -> None:
        try:
            token = read_topics(self._key, text)
        except TokenError as error:
            raise Unwelcome(ENDED, str(error)) from None
        if token.actor != self.token.actor:
            raise Unwelcome(POLICY_VIOLATION, "Another actor's token.")
        self._hub.renew(self, token)

    async def _hang_up(self, error: BaseException | None) -> None:
        """Say why, unless the page has gone by itself."""
        if isinstance(error, Unwelcome):
            await self._websocket.close(error.code, str(error))
        elif error is not None and not isinstance(error, WebSocketDisconnect):
            raise error
