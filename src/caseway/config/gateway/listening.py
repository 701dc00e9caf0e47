"""The connection that listens to PostgreSQL; lost, it is made again, and every page told to fetch again."""

import asyncio
import json
import logging

import psycopg

from caseway.config.gateway.announcements import PRESENCE, Announcements
from caseway.config.gateway.hub import Hub
from caseway.config.gateway.presence import Person

CHANGES = "caseway"
SECONDS_BETWEEN_PROOFS = 15.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 2.0
log = logging.getLogger("caseway.gateway")


class Listener:
    """Hears what changed and who is elsewhere. `is_listening` is False during a gap."""

    def __init__(self, database_url: str, hub: Hub, announcements: Announcements) -> None:
        self.is_listening = False
        self._database_url, self._hub, self._announcements = database_url, hub, announcements

    async def run(self) -> None:
        """Listen for ever; pauses between attempts grow to a few seconds."""
        pause = FIRST_PAUSE
        while True:
            try:
                await self._listen()
            except (psycopg.OperationalError, TimeoutError) as error:
                pause = FIRST_PAUSE if self.is_listening else min(pause * 2, LONGEST_PAUSE)
                log.warning(
                    "The database does not answer (%s); trying again.", (str(error) or "timeout").splitlines()[0]
                )
            self.is_listening = False
            await asyncio.sleep(pause)

    async def _listen(self) -> None:
        connection = await psycopg.AsyncConnection.connect(
            self._database_url, autocommit=True, connect_timeout=10, application_name="caseway gateway"
        )
        async with connection:
            await connection.execute(f"LISTEN {CHANGES}")
            await connection.execute(f"LISTEN {PRESENCE}")
            self.is_listening = True
            self._hub.tell_all_to_refetch()
            self._announcements.ask(self._hub.presence.here())
            while True:
                async for notice in connection.notifies(timeout=SECONDS_BETWEEN_PROOFS):
                    self._hear(notice)
                await asyncio.wait_for(connection.execute("SELECT 1"), SECONDS_BETWEEN_PROOFS)
                self._announcements.repeat(self._hub.presence.here())

    def _hear(self, notice: psycopg.Notify) -> None:
        """Notices come from whoever may write to the database; one that cannot be read is a reason to fetch again."""
        try:
            content = json.loads(notice.payload)
            if notice.channel == PRESENCE:
                self._hear_presence(content)
            elif content.get("refetch"):
                self._hub.tell_all_to_refetch()
            else:
                self._hub.tell(content["topics"])
        except (ValueError, KeyError, TypeError, AttributeError):
            log.warning("A notice on %s could not be read.", notice.channel)
            self._hub.tell_all_to_refetch()

    def _hear_presence(self, content: dict[str, object]) -> None:
        gateway = str(content["gateway"])
        if gateway == self._announcements.gateway:
            return
        if content.get("ask"):
            self._announcements.repeat(self._hub.presence.here())
            return
        people = content["people"]
        if not isinstance(people, list):
            raise TypeError("people is not a list")
        heard = tuple(Person(str(actor), str(name), bool(is_typing)) for actor, name, is_typing in people)
        self._hub.presence.hear(gateway, str(content["topic"]), heard)
