"""The worker process: Procrastinate's jobs in their lanes, the pulses of every area, and jobs whose worker died."""

import asyncio
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import procrastinate
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from caseway.config.env import Env
from caseway.kernel.db import unit_of_work
from caseway.kernel.events.home import settle
from caseway.kernel.jobs import LANES, Pulse, pulses

SECONDS_BETWEEN_HEARTBEATS = 2
SECONDS_UNTIL_DEAD = 6
SECONDS_TO_STOP = 8
log = logging.getLogger("caseway.worker")


def run_worker(env: Env) -> None:
    """Work until stopped by a signal; running jobs get a few seconds to end, others are tried again."""
    if not isinstance(app.connector, DjangoConnector):
        raise TypeError("Procrastinate must queue through Django's connection.")
    with unit_of_work():
        if settle():
            log.warning("The database was moved here from another server; its events are ordered again.")
    with app.replace_connector(app.connector.get_worker_connector()) as worker_app, _beating():
        asyncio.run(_work(worker_app, env))


async def _work(worker_app: procrastinate.App, env: Env) -> None:
    async with worker_app.open_async():
        revival = asyncio.create_task(_revive(worker_app))
        await worker_app.run_worker_async(
            queues=list(LANES),
            concurrency=env.worker_threads,
            delete_jobs="successful",
            update_heartbeat_interval=SECONDS_BETWEEN_HEARTBEATS,
            stalled_worker_timeout=SECONDS_UNTIL_DEAD,
            shutdown_graceful_timeout=SECONDS_TO_STOP,
        )
        revival.cancel()


async def _revive(worker_app: procrastinate.App) -> None:
    """Queue again the jobs of workers that have shown no sign of life (killed, or their machine is gone)."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_HEARTBEATS)
        try:
            for job in await worker_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SECONDS_UNTIL_DEAD):
                log.warning("Job %s was left behind by a worker that ended; it runs again.", job.call_string)
                await worker_app.job_manager.retry_job(job)
        except procrastinate.exceptions.ConnectorException as error:
            log.warning("Looking for jobs left behind failed, and is tried again: %s", error)


@contextmanager
def _beating() -> Iterator[None]:
    """One thread for each pulse, for as long as the block runs."""
    stop = threading.Event()
    threads = [
        threading.Thread(target=keep_beating, args=(pulse, stop), name=pulse.name, daemon=True) for pulse in pulses()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(SECONDS_TO_STOP)


def keep_beating(pulse: Pulse, stop: threading.Event) -> None:
    """Repeat a pulse until `stop`; one that fails is tried again at its next beat, whatever it failed of."""
    while not stop.wait(pulse.every.total_seconds()):
        try:
            with unit_of_work():
                pulse.beat()
        except Exception:
            log.exception("The pulse %s failed and is tried again.", pulse.name)
