"""What was sent waits a moment: it is taken back into the composer, put off, let go, or handed on."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils import timezone

from caseway.cases.models import Case
from caseway.engagement.commands import begin_sending
from caseway.engagement.models import Attachment, Message
from caseway.operations.models import Agent
from caseway.workspace.models import Draft, DraftFile
from tests.fixtures import SignIn
from tests.workspace.conftest import PNG

MARIA = "Maria Gomez <maria@lumenlabs.example>"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def ana(owner: Agent, signed_in: SignIn) -> Client:
    return signed_in(owner)


@pytest.fixture
def _undoable() -> Iterator[None]:
    with override_settings(CASEWAY=replace(settings.CASEWAY, undo_seconds=10)):
        yield


@pytest.fixture
def address(owned_case: Case) -> str:
    return f"/cases/{owned_case.number}"


def reply(client: Client, address: str, **values: object) -> Message:
    posted = {"mode": "reply", "body": "<p>Hello <strong>you</strong></p>", "to": MARIA, **values}
    assert client.post(f"{address}/write/", posted, headers=HTMX).status_code == 200
    return Message.objects.filter(direction="out").latest("pk")


@pytest.mark.usefixtures("_undoable")
def test_what_was_sent_offers_to_take_it_back_for_a_while(ana: Client, address: str) -> None:
    posted = {"mode": "reply", "body": "Hello", "to": MARIA}
    answer = ana.post(f"{address}/write/", posted, headers=HTMX)
    toast = json.loads(answer["HX-Trigger"])["toast"]
    message = Message.objects.get(direction="out")
    assert toast["undo"] == f"/messages/{message.pk}/withdraw/"
    assert 0 < toast["seconds"] <= 10
    assert "It leaves in a moment." in ana.get(f"{address}/").content.decode()


def test_taking_it_back_makes_it_the_draft_it_was(ana: Client, address: str) -> None:
    ana.post(f"{address}/draft/files/", {"mode": "reply", "files": SimpleUploadedFile("a.txt", b"hello")})
    picture = {"mode": "reply", "is_inline": "on", "files": SimpleUploadedFile("p.png", PNG, "image/png")}
    ana.post(f"{address}/draft/files/", picture)
    inline = DraftFile.objects.get(filename="p.png").pk
    body = f'<p>Hello <strong>you</strong> <img src="/draft-files/{inline}/" alt=""></p>'
    message = reply(ana, address, body=body, cc="tom@x.example", bcc="boss@x.example")
    answer = ana.post(f"/messages/{message.pk}/withdraw/", headers=HTMX | {"HX-Current-URL": f"http://x{address}/"})
    assert json.loads(answer["HX-Trigger"])["draft:back"] is True
    draft = Draft.objects.get(mode="reply")
    restored = DraftFile.objects.get(draft=draft, filename="p.png")
    assert draft.body == f'<p>Hello <strong>you</strong> <img src="/draft-files/{restored.pk}/" alt=""></p>'
    assert draft.recipients == {"to": MARIA, "cc": "tom@x.example", "bcc": "boss@x.example"}
    assert DraftFile.objects.get(draft=draft, filename="a.txt").file.read() == b"hello"
    page = ana.get(f"{address}/").content.decode()
    assert "boss@x.example" in page
    assert "It leaves in a moment." not in page


def test_what_was_begun_since_stands_below(ana: Client, address: str) -> None:
    message = reply(ana, address, body="<p>one</p>")
    ana.post(f"{address}/draft/", {"mode": "reply", "body": "<p>two</p>"})
    ana.post(f"/messages/{message.pk}/withdraw/", headers=HTMX)
    assert Draft.objects.get(mode="reply").body == "<p>one</p><p>two</p>"


def test_elsewhere_undo_leads_back_to_the_case(ana: Client, address: str) -> None:
    message = reply(ana, address)
    answer = ana.post(f"/messages/{message.pk}/withdraw/", headers=HTMX | {"HX-Current-URL": "http://x/queues/"})
    assert answer["HX-Redirect"] == f"{address}/?write=reply"


def test_what_is_being_sent_is_not_taken_back(ana: Client, address: str) -> None:
    message = reply(ana, address)
    Message.objects.filter(pk=message.pk).update(leaves_at=timezone.now() - timedelta(seconds=1))
    begin_sending(message.pk)
    answer = ana.post(f"/messages/{message.pk}/withdraw/", headers=HTMX)
    assert answer.status_code == 409
    assert Draft.objects.get(mode="reply").body == ""


def test_a_message_is_scheduled_put_off_and_let_go(ana: Client, address: str) -> None:
    moment = timezone.now() + timedelta(days=1)
    message = reply(ana, address, send_at=moment.isoformat())
    assert (message.is_scheduled, message.leaves_at) == (True, moment)
    page = ana.get(f"{address}/").content.decode()
    assert "It leaves at" in page
    for verb in ("withdraw", "send-now"):
        assert f'<form method="post" action="/messages/{message.pk}/{verb}/"' in page
    later = moment + timedelta(hours=1)
    assert ana.get(f"/messages/{message.pk}/schedule/").status_code == 200
    ana.post(f"/messages/{message.pk}/schedule/", {"leaves_at": later.isoformat()}, headers=HTMX)
    message.refresh_from_db()
    assert message.leaves_at == later
    ana.post(f"/messages/{message.pk}/send-now/", headers=HTMX)
    message.refresh_from_db()
    assert message.leaves_at is not None
    assert message.leaves_at <= timezone.now()


@pytest.mark.parametrize("moment", ["yesterday", "2020-01-01T08:00", "2999-01-01T08:00:00+00:00"])
def test_a_moment_that_is_none_is_refused(moment: str, ana: Client, address: str) -> None:
    posted = {"mode": "reply", "body": "Hello", "to": MARIA, "send_at": moment}
    assert ana.post(f"{address}/write/", posted, headers=HTMX).status_code == 422
    assert not Message.objects.filter(direction="out").exists()


def test_a_message_is_handed_on_with_the_files_one_chose(ana: Client, address: str) -> None:
    first = Message.objects.get()
    part = ana.get(f"{address}/forwarded/", {"message": first.pk}).content.decode()
    assert "base.png" in part
    assert "our brewer leaks" in part
    chosen = Attachment.objects.get(filename="base.png")
    posted = {"mode": "forward", "body": "<p>Can you look?</p>", "to": "lab@partner.example", "message": first.pk}
    ana.post(f"{address}/write/", posted | {"attachments": [chosen.pk]}, headers=HTMX)
    sent = Message.objects.get(direction="out")
    assert sent.reply_text == "Can you look?"
    assert "our brewer leaks" in sent.quoted_text
    assert [file.filename for file in sent.attachments.all()] == ["base.png"]
    ana.post(f"/messages/{sent.pk}/withdraw/", headers=HTMX)
    draft = Draft.objects.get(mode="forward")
    assert (draft.body, draft.choices["message"]) == ("<p>Can you look?</p>", first.pk)
    assert draft.choices["attachments"] == [str(chosen.pk)]
    assert not DraftFile.objects.exists()


def test_nothing_is_handed_on_to_nobody(ana: Client, address: str) -> None:
    posted = {"mode": "forward", "body": "x", "message": Message.objects.get().pk}
    assert ana.post(f"{address}/write/", posted, headers=HTMX).status_code == 422
    assert not Message.objects.filter(direction="out").exists()


def test_an_older_message_is_answered(ana: Client, address: str) -> None:
    first = Message.objects.get()
    page = ana.get(f"{address}/", {"write": "reply", "message": first.pk}).content.decode()
    assert f'name="answers" value="{first.pk}"' in page
    assert reply(ana, address, answers=first.pk).in_reply_to == [first.message_id]


@pytest.mark.parametrize("verb", ["withdraw", "schedule", "send-now"])
def test_a_stranger_finds_no_message(verb: str, ana: Client, address: str, stranger: Agent, signed_in: SignIn) -> None:
    message = reply(ana, address, send_at=(timezone.now() + timedelta(days=1)).isoformat())
    assert signed_in(stranger).post(f"/messages/{message.pk}/{verb}/", headers=HTMX).status_code == 404
    before = (message.state, message.leaves_at)
    message.refresh_from_db()
    assert (message.state, message.leaves_at) == before
