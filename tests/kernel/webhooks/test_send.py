"""Real requests to a real server: signed, retried, given up, replayed."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks.webhooks import WebhookVerificationError

from caseway.kernel.access import SYSTEM
from caseway.kernel.events import drain_bulk
from caseway.kernel.models import ChangeRecord, Webhook, WebhookDelivery
from caseway.kernel.webhooks import commands
from caseway.kernel.webhooks.feeding import purge_deliveries, queue_deliveries
from caseway.kernel.webhooks.sending import BACK_OFF, send_due
from tests.kernel.conftest import wait_until_settled
from tests.kernel.webhooks.conftest import Receiver, boil


def test_an_event_arrives_signed(db: None, receiver: Receiver) -> None:
    _, secret = commands.create_webhook(receiver.url, actor=SYSTEM)
    record = boil(degrees=97)
    queue_deliveries([record])
    assert send_due() == 1
    headers, body = receiver.seen[0]
    assert Verifier(secret).verify(body, headers) == {
        "id": f"evt_{record.pk}",
        "type": "conftest.KettleBoiled",
        "timestamp": record.at.isoformat(),
        "subject": {"kind": "kettle", "id": 7},
        "actor": "system:0",
        "data": {"kettle_id": 7, "degrees": 97},
    }
    assert (headers["webhook-id"], headers["content-type"]) == (f"evt_{record.pk}", "application/json")
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.answer, delivery.attempts, delivery.next_at) == (200, "ok", 1, None)
    assert delivery.delivered_at
    assert send_due() == 0


def test_another_secret_does_not_verify(db: None, receiver: Receiver) -> None:
    commands.create_webhook(receiver.url, actor=SYSTEM)
    queue_deliveries([boil()])
    send_due()
    headers, body = receiver.seen[0]
    with pytest.raises(WebhookVerificationError):
        Verifier("whsec_" + "A" * 43 + "=").verify(body, headers)


def test_after_a_rotation_both_secrets_sign_for_a_day(db: None, receiver: Receiver) -> None:
    webhook, old = commands.create_webhook(receiver.url, actor=SYSTEM)
    webhook, new = commands.rotate_secret(webhook, actor=SYSTEM)
    queue_deliveries([boil()])
    send_due()
    headers, body = receiver.seen[0]
    assert headers["webhook-signature"].count("v1,") == 2
    assert Verifier(old).verify(body, headers) == Verifier(new).verify(body, headers)
    webhook.secrets[1]["until"] = (timezone.now() - timedelta(seconds=1)).isoformat()
    webhook.save()
    queue_deliveries([boil()])
    send_due()
    headers, body = receiver.seen[1]
    assert headers["webhook-signature"].count("v1,") == 1
    Verifier(new).verify(body, headers)


def test_a_failure_is_tried_again_later_and_later_and_then_given_up(db: None, receiver: Receiver) -> None:
    commands.create_webhook(receiver.url, actor=SYSTEM)
    queue_deliveries([boil()])
    receiver.statuses = [500] * 10
    for attempt, wait in enumerate(BACK_OFF, start=1):
        assert send_due() == 1
        delivery = WebhookDelivery.objects.get()
        assert (delivery.attempts, delivery.status, delivery.delivered_at) == (attempt, 500, None)
        assert delivery.next_at
        assert abs(delivery.next_at - timezone.now() - wait) < timedelta(seconds=5)
        WebhookDelivery.objects.update(next_at=timezone.now())
    assert send_due() == 1
    assert WebhookDelivery.objects.get().next_at is None
    assert len({headers["webhook-id"] for headers, _ in receiver.seen}) == 1


def test_when_one_fails_the_rest_waits_with_it_in_order(db: None, receiver: Receiver) -> None:
    commands.create_webhook(receiver.url, actor=SYSTEM)
    queue_deliveries([boil(degrees) for degrees in (1, 2, 3)])
    receiver.statuses = [200, 503]
    assert send_due() == 2
    first, second, third = WebhookDelivery.objects.order_by("id")
    assert (first.attempts, second.attempts, third.attempts) == (1, 1, 0)
    assert third.next_at == second.next_at
    WebhookDelivery.objects.exclude(pk=first.pk).update(next_at=timezone.now())
    assert send_due() == 2
    assert [json.loads(body)["data"]["degrees"] for _, body in receiver.seen] == [1, 2, 2, 3]


def test_an_address_that_is_gone_is_switched_off(db: None, receiver: Receiver) -> None:
    commands.create_webhook(receiver.url, actor=SYSTEM)
    receiver.statuses = [410]
    queue_deliveries([boil()])
    send_due()
    assert not Webhook.objects.get().is_active
    assert ChangeRecord.objects.filter(kind="webhook", action="gone").get().changes == {"is_active": [True, False]}
    queue_deliveries([boil()])
    assert WebhookDelivery.objects.count() == 1


def test_a_redirect_is_not_followed(db: None, receiver: Receiver) -> None:
    commands.create_webhook(receiver.url, actor=SYSTEM)
    receiver.statuses = [302]
    queue_deliveries([boil()])
    send_due()
    assert (len(receiver.seen), WebhookDelivery.objects.get().status) == (1, 302)


def test_an_address_that_became_private_is_not_called(db: None, receiver: Receiver, settings: object) -> None:
    commands.create_webhook(receiver.url, actor=SYSTEM)
    queue_deliveries([boil()])
    settings.OUTBOUND_ALLOW = []  # type: ignore[attr-defined]
    assert send_due() == 1
    delivery = WebhookDelivery.objects.get()
    assert (receiver.seen, delivery.status) == ([], None)
    assert "private network" in delivery.answer


def test_nobody_listening_is_a_failure_that_heals(db: None, settings: object) -> None:
    settings.OUTBOUND_ALLOW = ["127.0.0.1"]  # type: ignore[attr-defined]
    commands.create_webhook("http://127.0.0.1:1/hook", actor=SYSTEM)
    queue_deliveries([boil()])
    assert send_due() == 1
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.attempts) == (None, 1)
    assert delivery.answer
    assert delivery.next_at


def test_only_wanted_events_from_after_its_time_are_due(db: None, receiver: Receiver) -> None:
    early = boil()
    early.at -= timedelta(hours=1)
    wants, _ = commands.create_webhook(receiver.url, actor=SYSTEM, events=["conftest.KettleBoiled"])
    area, _ = commands.create_webhook(receiver.url, actor=SYSTEM, events=["conftest"])
    other, _ = commands.create_webhook(receiver.url, actor=SYSTEM, events=["kernel"] if False else [])
    Webhook.objects.filter(pk=other.pk).update(events=["cases.CaseResolved"])
    late = boil()
    queue_deliveries([early, late])
    queue_deliveries([early, late])
    due = WebhookDelivery.objects.order_by("webhook_id").values_list("webhook_id", "event_id")
    assert list(due) == [(wants.pk, late.pk), (area.pk, late.pk)]


def test_old_settled_deliveries_are_forgotten(db: None, receiver: Receiver) -> None:
    from caseway.kernel.models import EventRecord

    commands.create_webhook(receiver.url, actor=SYSTEM)
    queue_deliveries([boil(), boil()])
    EventRecord.objects.update(at=timezone.now() - timedelta(days=31))
    WebhookDelivery.objects.filter(pk=WebhookDelivery.objects.order_by("id")[0].pk).update(next_at=None)
    assert purge_deliveries() == 1


@pytest.mark.django_db(transaction=True)
def test_from_publishing_to_the_receiver(receiver: Receiver) -> None:
    commands.create_webhook(receiver.url, actor=SYSTEM, events=["conftest"])
    record = boil()
    wait_until_settled()
    while drain_bulk():
        pass
    assert send_due() == 1
    assert receiver.seen[0][0]["webhook-id"] == f"evt_{record.pk}"
    while drain_bulk():
        pass
    assert send_due() == 0
