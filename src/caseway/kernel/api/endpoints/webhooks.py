"""Webhooks, for those who manage settings: addresses, secrets, what was sent, and sending it again."""

from datetime import datetime
from typing import Annotated

from django.shortcuts import get_object_or_404

from caseway.kernel.api import (
    ApiRequest,
    Identifier,
    Input,
    ListAnswer,
    Listing,
    ListQuery,
    Moment,
    Path,
    Query,
    Router,
    Schema,
    Status,
    listing,
    of_length,
    require_match,
    stamp,
)
from caseway.kernel.db import atomic, lock_row
from caseway.kernel.models import Webhook, WebhookDelivery
from caseway.kernel.webhooks import commands
from caseway.kernel.webhooks.messages import message_id

router = Router(tags=["webhooks"])
Url = Annotated[str, of_length(500, 1)]
EventName = Annotated[str, of_length(120, 1)]


class WebhookOut(Schema):
    id: int
    url: str
    events: list[str]
    is_active: bool
    created_by: str
    created_at: datetime


class SecretOut(Schema):
    webhook: WebhookOut
    secret: str


class WebhookIn(Input):
    url: Url
    events: list[EventName] = []


class WebhookChange(Input):
    url: Url | None = None
    events: list[EventName] | None = None
    is_active: bool | None = None


class DeliveryOut(Schema):
    """`status` is the last answer's, null when there was none; `next_at` is null once settled or given up."""

    id: int
    event: str
    type: str
    attempts: int
    status: int | None
    answer: str
    next_at: datetime | None
    delivered_at: datetime | None

    @staticmethod
    def resolve_event(delivery: WebhookDelivery) -> str:
        return message_id(delivery.event)

    @staticmethod
    def resolve_type(delivery: WebhookDelivery) -> str:
        return delivery.event.name


class ReplayIn(Input):
    since: Moment


class ReplayOut(Schema):
    replayed: int


@router.get("/webhooks", response=Listing[WebhookOut])
def list_webhooks(request: ApiRequest, asked: Query[ListQuery]) -> ListAnswer:
    return listing(commands.webhooks(request.actor), asked, order=("-id",))


@router.post("/webhooks", response={201: SecretOut})
def create_webhook(request: ApiRequest, data: WebhookIn) -> Status[dict[str, object]]:
    """Have events sent to an address; no events named means all. Keep the secret: it is not shown again."""
    webhook, secret = commands.create_webhook(data.url, actor=request.actor, events=data.events)
    return Status(201, {"webhook": webhook, "secret": secret})


@router.get("/webhooks/{webhook_id}", response=WebhookOut)
def get_webhook(request: ApiRequest, webhook_id: Path[Identifier]) -> Webhook:
    return stamp(request, _webhook(request, webhook_id))


@router.patch("/webhooks/{webhook_id}", response=WebhookOut)
def change_webhook(request: ApiRequest, webhook_id: Path[Identifier], data: WebhookChange) -> Webhook:
    with atomic():
        webhook = lock_row(_webhook(request, webhook_id))
        require_match(request, webhook)
        webhook = commands.change_webhook(
            webhook, actor=request.actor, url=data.url, events=data.events, is_active=data.is_active
        )
    return stamp(request, webhook)


@router.delete("/webhooks/{webhook_id}", response={204: None})
def delete_webhook(request: ApiRequest, webhook_id: Path[Identifier]) -> Status[None]:
    with atomic():
        webhook = lock_row(_webhook(request, webhook_id))
        require_match(request, webhook)
        commands.delete_webhook(webhook, actor=request.actor)
    return Status(204, None)


@router.post("/webhooks/{webhook_id}/rotate", response=SecretOut)
def rotate_secret(request: ApiRequest, webhook_id: Path[Identifier]) -> dict[str, object]:
    """A new secret; the one before it signs beside it for a day."""
    webhook, secret = commands.rotate_secret(_webhook(request, webhook_id), actor=request.actor)
    return {"webhook": webhook, "secret": secret}


@router.get("/webhooks/{webhook_id}/deliveries", response=Listing[DeliveryOut])
def list_deliveries(request: ApiRequest, webhook_id: Path[Identifier], asked: Query[ListQuery]) -> ListAnswer:
    """What was sent or is to be sent, newest first."""
    return listing(commands.deliveries(_webhook(request, webhook_id), request.actor), asked, order=("-id",))


@router.post("/webhooks/{webhook_id}/deliveries/{delivery_id}/replay", response=DeliveryOut)
def replay_delivery(
    request: ApiRequest, webhook_id: Path[Identifier], delivery_id: Path[Identifier]
) -> WebhookDelivery:
    """Send one event again."""
    found = commands.deliveries(_webhook(request, webhook_id), request.actor)
    return commands.replay_delivery(get_object_or_404(found, pk=delivery_id), actor=request.actor)


@router.post("/webhooks/{webhook_id}/replay", response=ReplayOut)
def replay_failed(request: ApiRequest, webhook_id: Path[Identifier], data: ReplayIn) -> dict[str, int]:
    """Send again everything that was given up since then."""
    webhook = _webhook(request, webhook_id)
    return {"replayed": commands.replay_failed(webhook, since=data.since, actor=request.actor)}


def _webhook(request: ApiRequest, webhook_id: int) -> Webhook:
    return get_object_or_404(commands.webhooks(request.actor), pk=webhook_id)
