"""Mailboxes and quarantine over REST."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from django.test import Client

from caseway.engagement.channels.email.commands.health import note_health, note_taken
from caseway.engagement.channels.email.models import Mailbox, Quarantine
from caseway.engagement.models import Message
from tests.callers import make_caller
from tests.engagement.email_channel.mails import mail, receive
from tests.world import World

SETTINGS, HELD = "settings.manage", "mail.quarantine"
Calling = Callable[..., Callable[..., Any]]
NEW = {
    "address": "returns@caseway.example",
    "way_in": "imap",
    "fetch_host": "mail.example",
    "fetch_user": "r",
    "password": "hush",
}


@pytest.fixture
def calling(client: Client, world: World) -> Calling:
    """`call = calling(HELD)`; `call("get", "/quarantine")` answers as an agent with these permissions."""
    return partial(make_caller, client)


@pytest.fixture
def held(world: World) -> Quarantine:
    receive(mail(sender="support@caseway.example"))
    return Quarantine.objects.get()


def test_a_mailbox_is_added_changed_and_removed_and_its_password_never_shown(calling: Calling) -> None:
    call = calling(SETTINGS)
    made = call("post", "/mailboxes", NEW)
    assert made.status_code == 201
    path = f"/mailboxes/{made.json()['id']}"
    assert call("patch", path, {"name": "Returns"}).json()["name"] == "Returns"
    assert [box["address"] for box in call("get", "/mailboxes").json()["items"]] == ["returns@caseway.example"]
    assert b"hush" not in call("get", path).content
    assert b"password" not in call("get", path).content
    assert call("post", "/mailboxes", NEW).status_code == 422
    assert call("delete", path).status_code == 204
    assert not Mailbox.objects.exists()


def test_held_mail_is_listed_read_and_taken_in(calling: Calling, held: Quarantine) -> None:
    call = calling(HELD)
    [item] = call("get", "/quarantine").json()["items"]
    assert (item["id"], item["cause"], item["recipients"]) == (held.pk, "loop", ["support@caseway.example"])
    assert call("get", f"/quarantine/{held.pk}/source").content == bytes(held.data)
    answer = call("post", f"/quarantine/{held.pk}/recover").json()
    assert answer == {"outcome": "stored", "message_id": Message.objects.get().pk}
    assert call("post", f"/quarantine/{held.pk}/discard").status_code == 409
    assert call("get", "/quarantine").json()["items"] == []


def test_held_mail_is_discarded(calling: Calling, held: Quarantine) -> None:
    assert calling(HELD)("post", f"/quarantine/{held.pk}/discard").json()["state"] == "discarded"
    assert not Message.objects.exists()


def test_the_history_of_a_mailbox_is_listed(calling: Calling, world: World) -> None:
    box = Mailbox.objects.create(address="a@caseway.example", way_in="imap")
    note_health(box, "failing", "No such user")
    note_health(box, "failing", "No such user")
    note_health(box, "good")
    note_taken(box, 2)
    good, failing = calling(SETTINGS)("get", f"/mailboxes/{box.pk}/history").json()["items"]
    assert (good["health"], good["mails"], good["ended_at"]) == ("good", 2, None)
    assert (failing["note"], failing["attempts"], failing["ended_at"]) == ("No such user", 2, good["began_at"])
    assert calling("cases.read")("get", f"/mailboxes/{box.pk}/history").status_code == 403


def test_others_neither_see_nor_decide(calling: Calling, held: Quarantine) -> None:
    box = Mailbox.objects.create(address="a@caseway.example")
    call = calling("cases.read")
    for path in ("/quarantine", f"/quarantine/{held.pk}", f"/quarantine/{held.pk}/source", "/mailboxes"):
        assert call("get", path).status_code == 403
    for path in (f"/quarantine/{held.pk}/recover", f"/quarantine/{held.pk}/discard", f"/mailboxes/{box.pk}/examine"):
        assert call("post", path).status_code == 403
    assert call("post", "/mailboxes", NEW).status_code == 403
    assert call("delete", f"/mailboxes/{box.pk}").status_code == 403
    held.refresh_from_db()
    assert (held.state, Mailbox.objects.count()) == ("held", 1)
