"""The settings pages of tokens and webhooks."""

import re

import pytest
from django.test import Client

from caseway.kernel.access import SYSTEM
from caseway.kernel.api.tokens import create_token
from caseway.kernel.models import ApiToken, Webhook, WebhookDelivery
from caseway.kernel.webhooks import commands
from caseway.kernel.webhooks.feeding import queue_deliveries
from tests.kernel.conftest import person
from tests.kernel.webhooks.conftest import boil

HTMX = {"HX-Request": "true"}
HOOK = "https://93.184.215.14/hook"
TOKEN = {"email": "ada@caseway.example", "name": "Web shop", "scopes": "cases, customers.read"}


@pytest.fixture
def admin(db: None) -> Client:
    client = Client()
    client.force_login(person("ada@caseway.example", "administrator"))
    return client


@pytest.fixture
def webhook(db: None) -> Webhook:
    return commands.create_webhook(HOOK, actor=SYSTEM)[0]


def secret_in(page: str, start: str) -> str:
    found = re.search(rf"<code[^>]*>({start}[^<]+)</code>", page)
    assert found, page
    return found[1]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_token_is_made_and_shown_once(admin: Client, headers: dict[str, str]) -> None:
    answer = admin.post("/settings/tokens/new/", TOKEN, headers=headers)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    secret = secret_in(answer.content.decode(), "cw_")
    token = ApiToken.objects.get()
    assert (token.name, token.scopes) == ("Web shop", ["cases", "customers.read"])
    assert admin.get("/api/v1/events", headers={"Authorization": f"Bearer {secret}"}).status_code == 403
    page = admin.get("/settings/tokens/").content.decode()
    assert f"cw_{token.prefix}" in page
    assert secret not in page
    assert secret not in admin.get(f"/settings/tokens/{token.pk}/").content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "no@body.example"), ("email", "x"), ("name", ""), ("name", "x" * 81), ("scopes", "Cases!"),
     ("expires_at", "2020-01-01"), ("expires_at", "soon")],
)  # fmt: skip
def test_what_is_wrong_with_a_token_stands_at_its_field(admin: Client, field: str, value: str) -> None:
    answer = admin.post("/settings/tokens/new/", TOKEN | {field: value})
    assert answer.status_code == 422
    assert 'class="field__error"' in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked(admin: Client) -> None:
    token, _ = create_token(person("ben@caseway.example", "agent"), actor=SYSTEM, name="Old")
    assert "Revoke" in admin.get(f"/settings/tokens/{token.pk}/", headers=HTMX).content.decode()
    assert admin.post(f"/settings/tokens/{token.pk}/revoke/", headers=HTMX).status_code == 204
    token.refresh_from_db()
    assert token.revoked_at
    assert "Revoked" in admin.get("/settings/tokens/").content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_webhook_is_made_and_its_secret_shown_once(admin: Client, headers: dict[str, str]) -> None:
    answer = admin.post("/settings/webhooks/new/", {"url": HOOK, "events": ["conftest"]}, headers=headers)
    assert secret_in(answer.content.decode(), "whsec_")
    webhook = Webhook.objects.get()
    assert (webhook.url, webhook.events, webhook.is_active) == (HOOK, ["conftest"], True)


def test_an_address_inside_the_house_is_refused_at_its_field(admin: Client) -> None:
    answer = admin.post("/settings/webhooks/new/", {"url": "http://127.0.0.1/"})
    assert answer.status_code == 422
    assert "private network" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_a_webhook_is_changed_from_its_page(admin: Client, webhook: Webhook) -> None:
    assert admin.get(f"/settings/webhooks/{webhook.pk}/", headers=HTMX)["HX-Redirect"]
    page = admin.get(f"/settings/webhooks/{webhook.pk}/").content.decode()
    assert "Nothing sent yet" in page
    assert "whsec_" not in page
    assert admin.post(f"/settings/webhooks/{webhook.pk}/edit/", {"url": HOOK + "2"}).status_code == 302
    webhook.refresh_from_db()
    assert (webhook.url, webhook.is_active) == (HOOK + "2", False)


def test_a_new_secret_and_the_end_are_asked_for_first(admin: Client, webhook: Webhook) -> None:
    for verb in ("rotate", "delete"):
        for headers in ({}, HTMX):
            assert admin.get(f"/settings/webhooks/{webhook.pk}/{verb}/", headers=headers).status_code == 200
    assert secret_in(admin.post(f"/settings/webhooks/{webhook.pk}/rotate/").content.decode(), "whsec_")
    assert len(Webhook.objects.get().secrets) == 2
    assert admin.post(f"/settings/webhooks/{webhook.pk}/delete/", headers=HTMX)["HX-Redirect"] == "/settings/webhooks/"
    assert not Webhook.objects.exists()


def test_the_log_shows_what_was_sent_and_sends_it_again(admin: Client, webhook: Webhook) -> None:
    queue_deliveries([boil()])
    WebhookDelivery.objects.update(next_at=None, attempts=10, status=500, answer="<b>no</b>")
    page = admin.get(f"/settings/webhooks/{webhook.pk}/?log=1", headers=HTMX).content.decode()
    assert "Given up" in page
    assert "&lt;b&gt;no" in page
    delivery = WebhookDelivery.objects.get()
    replay = f"/settings/webhooks/{webhook.pk}/deliveries/{delivery.pk}/replay/"
    assert admin.get(replay).status_code == 405
    assert admin.post(replay, headers=HTMX).status_code == 204
    delivery.refresh_from_db()
    assert (delivery.attempts, delivery.next_at is not None) == (0, True)


def test_an_agent_sees_none_of_it(webhook: Webhook) -> None:
    token, _ = create_token(person("ada@caseway.example", "administrator"), actor=SYSTEM, name="x")
    client = Client()
    client.force_login(person("ben@caseway.example", "agent"))
    hook = f"/settings/webhooks/{webhook.pk}"
    token_page = f"/settings/tokens/{token.pk}/"
    reads = ["/settings/tokens/", "/settings/tokens/new/", token_page, "/settings/webhooks/", f"{hook}/"]
    changes = ["/settings/tokens/new/", f"{token_page}revoke/", f"{hook}/edit/", f"{hook}/rotate/", f"{hook}/delete/"]
    assert {client.get(path).status_code for path in reads} == {403}
    assert {client.post(path).status_code for path in [*changes, f"{hook}/deliveries/1/replay/"]} == {403}
    token.refresh_from_db()
    assert token.revoked_at is None
    assert Webhook.objects.get().url == HOOK
