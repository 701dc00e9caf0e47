"""From the event table to what is due: one delivery for each event and each webhook that wants it."""

from collections.abc import Sequence
from datetime import timedelta

from django.utils import timezone

from caseway.kernel.models import EventRecord, Webhook, WebhookDelivery

KEPT = timedelta(days=30)


def queue_deliveries(records: Sequence[EventRecord]) -> None:
    """Write what is due. Events from before a webhook existed are not for it; running twice changes nothing."""
    webhooks = list(Webhook.objects.filter(is_active=True))
    now = timezone.now()
    WebhookDelivery.objects.bulk_create(
        (
            WebhookDelivery(webhook=webhook, event=record, next_at=now)
            for record in records
            for webhook in webhooks
            if record.at >= webhook.created_at and _wants(webhook, record.name)
        ),
        ignore_conflicts=True,
    )


def purge_deliveries() -> int:
    """Forget deliveries older than 30 days that are settled; returns how many."""
    old = WebhookDelivery.objects.filter(next_at=None, event__at__lt=timezone.now() - KEPT)
    return old.delete()[0]


def _wants(webhook: Webhook, event_name: str) -> bool:
    return not webhook.events or event_name in webhook.events or event_name.split(".", maxsplit=1)[0] in webhook.events
