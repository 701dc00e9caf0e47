"""What the kernel itself does with events, and what each worker repeats for it."""

from collections.abc import Sequence
from datetime import timedelta

from caseway.kernel.api.idempotency import purge_keys
from caseway.kernel.events import deliver_due, drain_bulk, on_every
from caseway.kernel.jobs import pulse
from caseway.kernel.models import EventRecord
from caseway.kernel.sessions import purge_sessions
from caseway.kernel.webhooks.feeding import purge_deliveries, queue_deliveries
from caseway.kernel.webhooks.sending import send_due


@on_every
def queue_webhooks(records: Sequence[EventRecord]) -> None:
    queue_deliveries(records)


@pulse(timedelta(seconds=1))
def deliver_events() -> int:
    return deliver_due()


@pulse(timedelta(seconds=1))
def drain_events() -> int:
    return drain_bulk()


@pulse(timedelta(seconds=1))
def send_webhooks() -> int:
    return send_due()


@pulse(timedelta(minutes=15))
def purge() -> int:
    return purge_keys() + purge_deliveries() + purge_sessions()
