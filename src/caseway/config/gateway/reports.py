"""Who has a page open on this gateway, reported to the web process, which keeps it where everybody may ask."""

import asyncio
import logging
import time

import httpx

from caseway.kernel.tokens import SessionReport, sign_report

SECONDS_OF_GRACE = 5.0
SECONDS_BETWEEN_REPORTS = 1.0
SECONDS_BETWEEN_REPEATS = 60.0
SECONDS_TO_ANSWER = 10.0
log = logging.getLogger("caseway.gateway")


class Reports:
    """Says who is here whenever somebody came or went, and each minute; so a report that got lost heals itself.

    Who goes from one page to the next has not gone: leaving counts after a few seconds.
    """

    def __init__(self, address: str, key: bytes, gateway: str) -> None:
        self._address, self._key, self._gateway = address, key, gateway
        self._here: set[str] = set()
        self._leaving: dict[str, float] = {}
        self._wake = asyncio.Event()

    def arrive(self, actor: str) -> None:
        """The actor's first page here is open."""
        self._leaving.pop(actor, None)
        if actor not in self._here:
            self._here.add(actor)
            self._wake.set()

    def leave(self, actor: str) -> None:
        """The actor's last page here is closed."""
        self._leaving[actor] = time.monotonic() + SECONDS_OF_GRACE

    def sweep(self) -> None:
        """Call every few seconds: whoever left and did not come back is gone."""
        gone = {actor for actor, at in self._leaving.items() if at <= time.monotonic()}
        for actor in gone:
            del self._leaving[actor]
        if gone:
            self._here -= gone
            self._wake.set()

    async def run(self) -> None:
        """Report for ever."""
        async with httpx.AsyncClient(timeout=SECONDS_TO_ANSWER, trust_env=False) as client:
            while True:
                await self._report(client)
                await asyncio.sleep(SECONDS_BETWEEN_REPORTS)
                try:
                    await asyncio.wait_for(self._wake.wait(), SECONDS_BETWEEN_REPEATS)
                except TimeoutError:
                    continue

    async def _report(self, client: httpx.AsyncClient) -> None:
        self._wake.clear()
        report = sign_report(self._key, SessionReport(self._gateway, frozenset(self._here)))
        try:
            answer = await client.post(self._address, content=report, headers={"Host": "localhost"})
            answer.raise_for_status()
        except httpx.HTTPError as error:
            log.debug("Who is here could not be reported: %s", error)
            self._wake.set()
