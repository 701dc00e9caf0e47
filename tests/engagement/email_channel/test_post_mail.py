"""Mail that a provider posts: each with its proof, kept as it came where it is given so, answered after the commit."""

import base64
import hashlib
import hmac
import json
import zlib
from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from caseway.engagement.channels.email.models import HealthSpell, Mailbox
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.models import Message, RawSource
from tests.engagement.email_channel.mails import SUPPORT, mail
from tests.world import World

SECRET = "user:hush-hush"
KEY = "signing-key"
BASIC = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}
JSON = "application/json"
RAW = mail(text="Kaffee l\xe4uft aus.\n").replace("\xe4".encode(), b"\xe4").replace(b"utf-8", b"iso-8859-1")
Post = Callable[[Client, str], HttpResponse]


def packed(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def mailgun(client: Client, path: str) -> HttpResponse:
    stamp = {"timestamp": "1764412800", "token": "t" * 50}
    proof = hmac.new(KEY.encode(), (stamp["timestamp"] + stamp["token"]).encode(), hashlib.sha256).hexdigest()
    form = {**stamp, "signature": proof, "recipient": SUPPORT, "sender": "maria@lumenlabs.example"}
    boundary = "----b"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value + b"\r\n"
        for name, value in {**{name: text.encode() for name, text in form.items()}, "body-mime": RAW}.items()
    ]
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return client.post(path, body, content_type=f"multipart/form-data; boundary={boundary}")


def sparkpost(client: Client, path: str) -> HttpResponse:
    content = {"email_rfc822": packed(RAW), "email_rfc822_is_base64": True}
    event = {"msys": {"relay_message": {"protocol": "smtp", "rcpt_to": SUPPORT, "content": content}}}
    return client.post(path, json.dumps([event]), content_type=JSON, headers=BASIC)


def postmark(client: Client, path: str) -> HttpResponse:
    event = {"RawEmail": mail(text="Kaffee läuft aus.\n").decode(), "OriginalRecipient": SUPPORT}
    return client.post(path, json.dumps(event), content_type=JSON, headers=BASIC)


def postmark_in_parts(client: Client, path: str) -> HttpResponse:
    person = {"Email": "maria@lumenlabs.example", "Name": "Maria Gomez", "MailboxHash": ""}
    event = {
        "FromFull": person,
        "ToFull": [{"Email": SUPPORT, "Name": "", "MailboxHash": ""}],
        "Subject": "Brewer leaks",
        "Date": "Mon, 23 Nov 2026 10:00:00 +0000",
        "TextBody": "Kaffee läuft aus.\n",
        "Headers": [{"Name": "Message-ID", "Value": "<1@lumenlabs.example>"}],
        "OriginalRecipient": SUPPORT,
    }
    return client.post(path, json.dumps(event), content_type=JSON, headers=BASIC)


def mailersend(client: Client, path: str) -> HttpResponse:
    raw = mail(text="Kaffee läuft aus.\n").decode()
    event = {"type": "inbound.message", "data": {"raw": raw, "recipients": {"rcptTo": [{"email": SUPPORT}]}}}
    body = json.dumps(event).encode()
    proof = hmac.new(KEY.encode(), body, hashlib.sha256).hexdigest()
    return client.post(path, body, content_type=JSON, headers={"Signature": proof})


POSTS = {
    "mailgun": (mailgun, KEY),
    "sparkpost": (sparkpost, SECRET),
    "postmark": (postmark, SECRET),
    "mailersend": (mailersend, KEY),
}


def hooked(provider: str, secret: str) -> str:
    box = Mailbox.objects.create(
        address=SUPPORT, way_in="webhook", hook_provider=provider, fetch_password=sealed(secret)
    )
    return reverse("mail_hook", args=[box.pk])


@pytest.mark.parametrize("provider", POSTS)
def test_a_posted_mail_is_kept_once_and_answered_after_the_commit(world: World, provider: str) -> None:
    post, secret = POSTS[provider]
    path = hooked(provider, secret)
    client = Client(enforce_csrf_checks=True)
    assert [post(client, path).status_code for _time in range(2)] == [200, 200]
    [message] = Message.objects.filter(direction="in")
    assert (message.text, message.from_email) == ("Kaffee läuft aus.", "maria@lumenlabs.example")
    assert message.recipients["delivered_to"] == [{"name": "", "email": SUPPORT}]
    assert HealthSpell.objects.get().mails == 2


@pytest.mark.parametrize("provider", ["mailgun", "sparkpost"])
def test_what_was_sent_is_kept_byte_by_byte(world: World, provider: str) -> None:
    post, secret = POSTS[provider]
    post(Client(), hooked(provider, secret))
    assert zlib.decompress(RawSource.objects.get().data) == RAW


def test_without_the_whole_mail_it_is_put_together_and_still_comes_once(world: World) -> None:
    path = hooked("postmark", SECRET)
    assert [postmark_in_parts(Client(), path).status_code for _time in range(2)] == [200, 200]
    [message] = Message.objects.filter(direction="in")
    assert (message.message_id, message.text) == ("<1@lumenlabs.example>", "Kaffee läuft aus.")


@pytest.mark.parametrize("provider", POSTS)
def test_without_the_proof_nothing_is_kept(world: World, provider: str) -> None:
    post, _secret = POSTS[provider]
    assert post(Client(), hooked(provider, "another:secret")).status_code == 403
    assert Client().post(reverse("mail_hook", args=[Mailbox.objects.get().pk]), {"a": "b"}).status_code == 403
    assert not Message.objects.exists()


@pytest.mark.parametrize("body", ["", "no json", '{"data": 1}', '[{"msys": {"relay_message": {}}}]'])
def test_what_is_no_mail_is_refused(world: World, body: str) -> None:
    path = hooked("sparkpost", SECRET)
    answer = Client().post(path, body, content_type=JSON, headers=BASIC)
    assert (answer.status_code, Message.objects.exists()) == (422, False)


def test_an_address_that_is_only_tried_is_there(world: World) -> None:
    path = hooked("sparkpost", SECRET)
    assert Client().head(path).status_code == 200
    assert Client().post(path, '[{"msys": {}}]', content_type=JSON, headers=BASIC).status_code == 200
    assert not Message.objects.exists()


def test_a_mailbox_that_nobody_posts_to_has_no_such_address(world: World) -> None:
    Mailbox.objects.create(address=SUPPORT)
    assert Client().post(reverse("mail_hook", args=[Mailbox.objects.get().pk])).status_code == 404
    path = hooked_off()
    assert Client().post(path).status_code == 404


def hooked_off() -> str:
    box = Mailbox.objects.create(
        address="a@caseway.example", way_in="webhook", hook_provider="postmark", is_active=False
    )
    return reverse("mail_hook", args=[box.pk])


def test_while_mail_cannot_be_kept_the_provider_is_asked_to_come_again(committed_world: World) -> None:
    path = hooked("sparkpost", SECRET)
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
        try:
            assert sparkpost(Client(), path).status_code == 503
        finally:
            cursor.execute("SET default_transaction_read_only = off")
    assert sparkpost(Client(), path).status_code == 200
    assert Message.objects.filter(direction="in").count() == 1
