from typing import Any

import pytest

from caseway.kernel.models import ChangeRecord, Webhook, WebhookDelivery
from caseway.kernel.webhooks.feeding import queue_deliveries
from caseway.kernel.webhooks.sending import send_due
from tests.kernel.conftest import Caller
from tests.kernel.webhooks.conftest import Receiver, boil, receiver

__all__ = ["receiver"]
HOOK = {"url": "https://93.184.215.14/hook"}


def made(administrator: Caller, **values: object) -> Any:
    answer = administrator.post("/webhooks", HOOK | values)
    assert answer.status_code == 201, answer.content
    return answer.json()["webhook"]


def test_a_webhook_is_created_with_a_secret_that_is_shown_once(administrator: Caller) -> None:
    answer = administrator.post("/webhooks", HOOK)
    assert answer.status_code == 201
    secret = answer.json()["secret"]
    assert secret.startswith("whsec_")
    webhook = answer.json()["webhook"]
    assert (webhook["url"], webhook["events"], webhook["is_active"]) == (HOOK["url"], [], True)
    for path in ("/webhooks", f"/webhooks/{webhook['id']}"):
        assert secret.encode() not in administrator.get(path).content
    assert "secrets" not in ChangeRecord.objects.get(kind="webhook").changes


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost:5432/", "http://169.254.169.254/latest", "http://[::1]/", "ftp://x.example/",
     "http://10.0.0.1/", "nonsense", "https://u:p@93.184.215.14/", "http://0x7f000001/"],
)  # fmt: skip
def test_an_address_inside_the_house_is_refused(administrator: Caller, url: str) -> None:
    answer = administrator.post("/webhooks", {"url": url})
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["url"]
    webhook = made(administrator)
    assert administrator.call("PATCH", f"/webhooks/{webhook['id']}", {"url": url}).status_code == 422
    assert Webhook.objects.get().url == HOOK["url"]


def test_an_unknown_event_is_refused(administrator: Caller) -> None:
    answer = administrator.post("/webhooks", HOOK | {"events": ["cases.Exploded"]})
    assert list(answer.json()["errors"]) == ["events"]


def test_a_webhook_changes_only_as_it_was_seen(administrator: Caller) -> None:
    webhook = made(administrator)
    path = f"/webhooks/{webhook['id']}"
    tag = administrator.get(path)["ETag"]
    assert administrator.call("PATCH", path, {"is_active": False}, If_Match=tag).json()["is_active"] is False
    assert administrator.call("PATCH", path, {"is_active": True}, If_Match=tag).status_code == 412
    assert administrator.call("DELETE", path, If_Match=tag).status_code == 412
    assert not Webhook.objects.get().is_active


def test_deleting_takes_the_log_with_it(administrator: Caller) -> None:
    webhook = made(administrator)
    queue_deliveries([boil()])
    assert administrator.call("DELETE", f"/webhooks/{webhook['id']}").status_code == 204
    assert (Webhook.objects.count(), WebhookDelivery.objects.count()) == (0, 0)


def test_an_agent_sees_and_changes_no_webhook(administrator: Caller, agent: Caller) -> None:
    webhook = made(administrator)
    path = f"/webhooks/{webhook['id']}"
    for method, address, data in [
        ("GET", "/webhooks", None),
        ("POST", "/webhooks", HOOK),
        ("GET", path, None),
        ("PATCH", path, {"is_active": False}),
        ("DELETE", path, None),
        ("POST", f"{path}/rotate", None),
        ("GET", f"{path}/deliveries", None),
        ("POST", f"{path}/deliveries/1/replay", None),
        ("POST", f"{path}/replay", {"since": "2026-01-01T00:00:00Z"}),
    ]:
        assert agent.call(method, address, data).status_code == 403
    assert Webhook.objects.get().is_active


def test_the_log_shows_each_delivery_and_replays_it(administrator: Caller, receiver: Receiver) -> None:
    webhook = made(administrator, url=receiver.url)
    receiver.statuses = [500]
    record = boil()
    queue_deliveries([record])
    send_due()
    path = f"/webhooks/{webhook['id']}/deliveries"
    (item,) = administrator.get(path).json()["items"]
    assert (item["event"], item["type"], item["status"]) == (f"evt_{record.pk}", "conftest.KettleBoiled", 500)
    assert administrator.post(f"{path}/{item['id']}/replay").json()["attempts"] == 0
    send_due()
    assert administrator.get(path).json()["items"][0]["delivered_at"]
    assert len(receiver.seen) == 2


def test_what_was_given_up_is_replayed_together(administrator: Caller, receiver: Receiver) -> None:
    webhook = made(administrator, url=receiver.url)
    queue_deliveries([boil(), boil()])
    WebhookDelivery.objects.update(next_at=None, attempts=10)
    answer = administrator.post(f"/webhooks/{webhook['id']}/replay", {"since": "2026-01-01T00:00:00Z"})
    assert answer.json() == {"replayed": 2}
    assert send_due() == 2
