"""The addresses that are told what happens, and what was told to them."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.errors import DomainError, Invalid
from caseway.kernel.events.facts import event_names
from caseway.kernel.models import Webhook, WebhookDelivery
from caseway.kernel.outbound import ForbiddenUrl, check_url
from caseway.kernel.webhooks.signing import new_secret, rotated

PERMISSION = "settings.manage"
MOST_WEBHOOKS = 50


def webhooks(actor: Actor) -> QuerySet[Webhook]:
    """Every webhook, for those who manage settings."""
    require(actor, PERMISSION)
    return Webhook.objects.all()


def deliveries(webhook: Webhook, actor: Actor) -> QuerySet[WebhookDelivery]:
    """What was sent, or is to be sent, to this address."""
    require(actor, PERMISSION)
    return WebhookDelivery.objects.filter(webhook=webhook).select_related("event")


@atomic()
def create_webhook(url: str, *, actor: Actor, events: Sequence[str] = ()) -> tuple[Webhook, str]:
    """The webhook and its secret. No events: all of them. Raises `Invalid` for an address that must not be called."""
    require(actor, PERMISSION)
    _check(url, events)
    if Webhook.objects.count() >= MOST_WEBHOOKS:
        raise DomainError(_("There are %s webhooks already: delete one that is not used.") % MOST_WEBHOOKS)
    secret = new_secret()
    secrets = rotated([], secret, now=timezone.now())
    webhook = Webhook.objects.create(url=url, events=sorted(set(events)), secrets=secrets, created_by=actor.reference)
    record_change(webhook, actor=actor)
    return webhook, secret


@atomic()
def change_webhook(
    webhook: Webhook,
    *,
    actor: Actor,
    url: str | None = None,
    events: Sequence[str] | None = None,
    is_active: bool | None = None,
) -> Webhook:
    """Change what is given, leave what is None."""
    require(actor, PERMISSION)
    webhook = lock_row(webhook)
    _check(url, events or ())
    webhook.url = webhook.url if url is None else url
    webhook.events = webhook.events if events is None else sorted(set(events))
    webhook.is_active = webhook.is_active if is_active is None else is_active
    webhook.save(update_fields=["url", "events", "is_active"])
    record_change(webhook, actor=actor)
    return webhook


@atomic()
def rotate_secret(webhook: Webhook, *, actor: Actor) -> tuple[Webhook, str]:
    """A new secret. The one before it signs beside it for a day."""
    require(actor, PERMISSION)
    webhook, secret = lock_row(webhook), new_secret()
    webhook.secrets = rotated(webhook.secrets, secret, now=timezone.now())
    webhook.save(update_fields=["secrets"])
    record_change(webhook, actor=actor, action="rotated")
    return webhook, secret


@atomic()
def delete_webhook(webhook: Webhook, *, actor: Actor) -> None:
    """Remove the address and its delivery log; what is due to it is not sent."""
    require(actor, PERMISSION)
    webhook = lock_row(webhook)
    record_change(webhook, actor=actor, action="deleted")
    webhook.delete()


@atomic()
def replay_delivery(delivery: WebhookDelivery, *, actor: Actor) -> WebhookDelivery:
    """Send one event again, whatever became of it; the receiver knows it by the same id."""
    require(actor, PERMISSION)
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("event").get(pk=delivery.pk)
    delivery.attempts, delivery.next_at, delivery.delivered_at = 0, timezone.now(), None
    delivery.save(update_fields=["attempts", "next_at", "delivered_at"])
    return delivery


@atomic()
def replay_failed(webhook: Webhook, *, since: datetime, actor: Actor) -> int:
    """Send again what was given up since then; returns how many events."""
    require(actor, PERMISSION)
    given_up = WebhookDelivery.objects.filter(webhook=webhook, delivered_at=None, next_at=None, event__at__gte=since)
    return given_up.update(attempts=0, next_at=timezone.now())


def _check(url: str | None, events: Sequence[str]) -> None:
    """Events are named `cases.CaseResolved`, or all of an area by `cases`."""
    known = event_names()
    areas = {name.split(".")[0] for name in known}
    unknown = [name for name in events if name not in known and name not in areas]
    if unknown:
        sentence = _("There is no event %(name)s. Choose from %(known)s.") % {
            "name": unknown[0],
            "known": ", ".join(known),
        }
        raise Invalid(sentence, fields={"events": sentence})
    if url is not None:
        _check_url(url)


def _check_url(url: str) -> None:
    try:
        check_url(url)
    except ForbiddenUrl as error:
        raise ForbiddenUrl(str(error), fields={"url": str(error)}) from error
