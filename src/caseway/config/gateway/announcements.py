"""What this gateway tells the others about who is here, through PostgreSQL; never stored."""

import asyncio
import json
import logging
import secrets
from collections.abc import Mapping

import psycopg

from caseway.config.gateway.presence import People

PRESENCE = "caseway_presence"
LONGEST_NAME = 60
MOST_BYTES = 7000
SECONDS_BETWEEN_SENDS = 0.2
SECONDS_AFTER_FAILURE = 2.0
log = logging.getLogger("caseway.gateway")


class Announcements:
    """Collects for a moment, then sends the newest of each topic in one transaction."""

    def __init__(self, database_url: str) -> None:
        self.gateway = secrets.token_hex(6)
        self._database_url = database_url
        self._pending: dict[str, str] = {}
        self._wake = asyncio.Event()

    def add(self, topic: str, people: People) -> None:
        """These people have the topic open here."""
        shown = [(person.actor, person.name[:LONGEST_NAME], person.is_typing) for person in people]
        while len(json.dumps(shown, ensure_ascii=False).encode()) > MOST_BYTES:
            shown.pop()
        self._queue(topic, {"topic": topic, "people": shown})

    def repeat(self, here: Mapping[str, People]) -> None:
        """Say it all again, so that the others do not forget us."""
        for topic, people in here.items():
            self.add(topic, people)

    def ask(self, here: Mapping[str, People]) -> None:
        """After a gap: say it all, and ask the others to."""
        self._queue("", {"ask": True})
        self.repeat(here)

    async def run(self) -> None:
        """Send for ever; what could not be sent is said again with the next repeat."""
        while True:
            try:
                await self._send()
            except psycopg.OperationalError as error:
                log.debug("Presence could not be told to the other gateways: %s", error)
            await asyncio.sleep(SECONDS_AFTER_FAILURE)

    async def _send(self) -> None:
        await self._wake.wait()
        connection = await psycopg.AsyncConnection.connect(
            self._database_url, connect_timeout=10, application_name="caseway gateway"
        )
        async with connection:
            while True:
                await self._wake.wait()
                self._wake.clear()
                notices, self._pending = list(self._pending.values()), {}
                async with connection.transaction():
                    for notice in notices:
                        await connection.execute("SELECT pg_notify(%s, %s)", [PRESENCE, notice])
                await asyncio.sleep(SECONDS_BETWEEN_SENDS)

    def _queue(self, topic: str, content: dict[str, object]) -> None:
        self._pending[topic] = json.dumps({"gateway": self.gateway, **content}, ensure_ascii=False)
        self._wake.set()
