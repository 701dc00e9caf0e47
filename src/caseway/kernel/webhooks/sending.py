"""Sending what is due. Rows are leased in one short transaction, posted outside any, and settled in another.

A crash in between leaves the lease, and what was leased is sent again when it runs out: a receiver may get an event
twice, with the same id, and never misses one.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from time import monotonic

import httpx
from django.db import transaction
from django.utils import timezone

from caseway.kernel.access import SYSTEM
from caseway.kernel.audit import record_change
from caseway.kernel.db import lock_row
from caseway.kernel.errors import DomainError
from caseway.kernel.models import Webhook, WebhookDelivery
from caseway.kernel.outbound import client
from caseway.kernel.webhooks.messages import body_of, message_id
from caseway.kernel.webhooks.signing import Secret, headers_for

BACK_OFF = (
    *(timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=5)),
    *(timedelta(hours=10), timedelta(hours=14), timedelta(hours=20), timedelta(hours=24)),
)
"""The schedule Standard Webhooks recommends; after the last of these a delivery is given up."""

LEASE = timedelta(minutes=2)
BATCH = 100
PARALLEL = 8
SECONDS_EACH = 10.0
SECONDS_A_WEBHOOK = 45.0
LONGEST_ANSWER = 1000
GONE = 410


@dataclass(frozen=True)
class Parcel:
    """One event on its way to one address."""

    delivery_id: int
    attempts: int
    webhook_id: int
    url: str
    secrets: Sequence[Secret]
    message_id: str
    body: str


@dataclass(frozen=True)
class Outcome:
    """What came of a parcel: `status` 0 means no answer; a parcel that was `held` waits for the one that failed."""

    parcel: Parcel
    status: int = 0
    answer: str = ""
    held: bool = False

    @property
    def is_delivered(self) -> bool:
        return 200 <= self.status < 300


def send_due() -> int:
    """Send what is due, several addresses at a time; returns how many deliveries were tried."""
    parcels = _lease()
    batches = [list(batch) for _, batch in groupby(parcels, key=lambda parcel: parcel.webhook_id)]
    if not batches:
        return 0
    with ThreadPoolExecutor(PARALLEL, thread_name_prefix="webhook") as pool:
        outcomes = [outcome for batch in pool.map(_send_batch, batches) for outcome in batch]
    _settle(outcomes)
    return sum(not outcome.held for outcome in outcomes)


def _lease() -> list[Parcel]:
    """Take the next due deliveries, by webhook and in order."""
    now = timezone.now()
    due = WebhookDelivery.objects.filter(next_at__lte=now, webhook__is_active=True).order_by("next_at", "id")
    with transaction.atomic():
        taken = list(due.select_related("webhook", "event").select_for_update(of=("self",), skip_locked=True)[:BATCH])
        WebhookDelivery.objects.filter(pk__in=[one.pk for one in taken]).update(next_at=now + LEASE)
    return [_parcel(one) for one in sorted(taken, key=lambda one: (one.webhook_id, one.pk))]


def _parcel(delivery: WebhookDelivery) -> Parcel:
    webhook, event = delivery.webhook, delivery.event
    return Parcel(
        delivery.pk, delivery.attempts, webhook.pk, webhook.url, webhook.secrets, message_id(event), body_of(event)
    )


def _send_batch(parcels: Sequence[Parcel]) -> list[Outcome]:
    """One after the other, until one fails: then the rest waits with it. Touches no database."""
    outcomes: list[Outcome] = []
    until = monotonic() + SECONDS_A_WEBHOOK
    with client(seconds=SECONDS_EACH, most_bytes=100_000) as http:
        for parcel in parcels:
            if monotonic() > until or (outcomes and not outcomes[-1].is_delivered):
                outcomes.append(Outcome(parcel, held=True))
            else:
                outcomes.append(_post(http, parcel))
    return outcomes


def _post(http: httpx.Client, parcel: Parcel) -> Outcome:
    headers = headers_for(parcel.secrets, message_id=parcel.message_id, body=parcel.body, now=timezone.now())
    try:
        response = http.post(
            parcel.url, content=parcel.body.encode(), headers={**headers, "Content-Type": "application/json"}
        )
    except (httpx.HTTPError, DomainError) as error:
        return Outcome(parcel, answer=str(error) or type(error).__name__)
    return Outcome(parcel, response.status_code, response.text)


def _settle(outcomes: Sequence[Outcome]) -> None:
    now = timezone.now()
    waits: dict[int, datetime] = {}
    with transaction.atomic():
        for outcome in outcomes:
            webhook_id = outcome.parcel.webhook_id
            if outcome.held:
                _update(outcome, next_at=waits.get(webhook_id, now))
            elif outcome.is_delivered:
                _log(outcome, next_at=None, delivered_at=now)
            else:
                next_at = _next_attempt(outcome.parcel.attempts, now)
                waits[webhook_id] = next_at or now
                _log(outcome, next_at=next_at, delivered_at=None)
            if outcome.status == GONE:
                _stop(webhook_id)


def _next_attempt(attempts: int, now: datetime) -> datetime | None:
    return now + BACK_OFF[attempts] if attempts < len(BACK_OFF) else None


def _log(outcome: Outcome, *, next_at: datetime | None, delivered_at: datetime | None) -> None:
    _update(
        outcome,
        next_at=next_at,
        delivered_at=delivered_at,
        attempts=outcome.parcel.attempts + 1,
        status=outcome.status or None,
        answer=outcome.answer[:LONGEST_ANSWER].replace("\0", ""),
    )


def _update(outcome: Outcome, **values: object) -> None:
    WebhookDelivery.objects.filter(pk=outcome.parcel.delivery_id).update(**values)


def _stop(webhook_id: int) -> None:
    """The receiver says it is gone for good."""
    webhook = Webhook.objects.filter(pk=webhook_id).first()
    if webhook:
        webhook = lock_row(webhook)
        webhook.is_active = False
        webhook.save(update_fields=["is_active"])
        record_change(webhook, actor=SYSTEM, action="gone")
