"""Keys of a mailbox: kept, shown, and used on the mail that comes and leaves."""

import base64
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands import opening
from caseway.engagement.channels.email.models import Mailbox, MailKey
from caseway.engagement.channels.email.rules.protection.opening import open_mail
from caseway.engagement.channels.email.rules.protection.signing import sign_mail
from caseway.engagement.models import Message
from caseway.engagement.queries import source_of_message
from caseway.kernel.access import SYSTEM
from caseway.kernel.errors import Conflict, NotAllowed
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from tests.callers import make_caller
from tests.engagement.email import keyring
from tests.engagement.email.keyring import MARIA, SUPPORT, WORD, authority, person, plain
from tests.engagement.email_channel.mails import Deliver, mail, read, received
from tests.fixtures import SignIn
from tests.world import World

ENTITY = b"Content-Type: text/plain; charset=utf-8\r\n\r\nIt drips.\r\n"


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, data=tmp_path, smtp=None))
    return tmp_path / "outbox"


@pytest.fixture
def box(world: World) -> Mailbox:
    return Mailbox.objects.create(address=SUPPORT, name="Fornello", is_default=True)


def kept(box: Mailbox, data: bytes, passphrase: str = "") -> MailKey:
    return commands.add_key(box, actor=SYSTEM, data=data, passphrase=passphrase)


def upload(data: bytes, passphrase: str = "") -> dict[str, object]:
    return {"file": SimpleUploadedFile("key", data), "passphrase": passphrase}


def test_a_key_is_added_on_the_mailboxes_page_and_kept_encrypted(
    box: Mailbox, administrator: Agent, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    answer = client.post(reverse("email:add_key", args=[box.pk]), upload(person(SUPPORT).p12, WORD))
    key = MailKey.objects.get()
    assert (answer.status_code, key.names, key.scheme, key.is_ours, key.signs) == (302, SUPPORT, "smime", True, False)
    assert key.expires_at == person(SUPPORT).certificate.not_valid_after_utc
    assert ("PRIVATE" in key.secrets, WORD in key.secrets) == (False, False)
    changes = str(list(ChangeRecord.objects.values_list("changes", flat=True)))
    assert (key.fingerprint in changes, key.secrets in changes) == (True, False)
    page = client.get(reverse("email:mailboxes_change", args=[box.pk])).content.decode()
    assert [words in page for words in (SUPPORT, "S/MIME", "Opens", key.fingerprint[:16])] == [True] * 4


def test_a_wrong_passphrase_is_told_at_the_file(box: Mailbox, administrator: Agent, signed_in: SignIn) -> None:
    answer = signed_in(administrator).post(reverse("email:add_key", args=[box.pk]), upload(person(SUPPORT).p12, "no"))
    assert (answer.status_code, "passphrase does not open" in answer.content.decode()) == (422, True)
    assert not MailKey.objects.exists()


def test_the_same_key_is_kept_once(box: Mailbox, administrator: Agent, signed_in: SignIn) -> None:
    kept(box, person(SUPPORT).p12, WORD)
    answer = signed_in(administrator).post(reverse("email:add_key", args=[box.pk]), upload(person(SUPPORT).p12, WORD))
    assert (answer.status_code, MailKey.objects.count()) == (422, 1)


def test_one_key_signs_and_only_one_with_its_secret(box: Mailbox, administrator: Agent, signed_in: SignIn) -> None:
    client, first = signed_in(administrator), kept(box, person(SUPPORT).p12, WORD)
    second, trusted = kept(box, keyring.pgp_secret(SUPPORT).encode()), kept(box, authority().pem)
    for key in (first, second):
        client.post(reverse("email:sign_with_key", args=[box.pk, key.pk, "on"]))
    assert list(MailKey.objects.filter(signs=True)) == [second]
    with pytest.raises(Conflict):
        commands.sign_with(trusted, actor=SYSTEM, signs=True)
    client.post(reverse("email:sign_with_key", args=[box.pk, second.pk, "off"]))
    assert not MailKey.objects.filter(signs=True).exists()
    client.post(reverse("email:remove_key", args=[box.pk, first.pk]))
    assert set(MailKey.objects.values_list("pk", flat=True)) == {second.pk, trusted.pk}


def test_keys_are_for_those_who_manage_settings(
    box: Mailbox, owner: Agent, signed_in: SignIn, client: Client, acting: Callable[..., Any]
) -> None:
    key = kept(box, person(SUPPORT).p12, WORD)
    urls = [
        reverse("email:add_key", args=[box.pk]),
        reverse("email:sign_with_key", args=[box.pk, key.pk, "on"]),
        reverse("email:remove_key", args=[box.pk, key.pk]),
    ]
    assert [client.post(url).status_code for url in urls] == [302, 302, 302]
    assert [signed_in(owner).post(url, upload(authority().pem)).status_code for url in urls] == [403, 403, 403]
    with pytest.raises(NotAllowed):
        commands.sign_with(key, actor=acting(owner), signs=True)
    assert list(MailKey.objects.values_list("pk", "signs")) == [(key.pk, False)]


def test_keys_over_rest(box: Mailbox, client: Client) -> None:
    call, path = make_caller(client, "settings.manage"), f"/mailboxes/{box.pk}/keys"
    data = base64.b64encode(person(SUPPORT).p12).decode()
    made = call("post", path, {"data": data, "passphrase": WORD})
    assert (made.status_code, made.json()["is_ours"], made.json()["names"]) == (201, True, SUPPORT)
    assert call("post", path, {"data": keyring.pgp_public(MARIA)}).json()["scheme"] == "pgp"
    assert call("post", path, {"data": "nothing"}).status_code == 422
    one = f"{path}/{made.json()['id']}"
    assert call("patch", one, {"signs": True}).json()["signs"] is True
    listed = call("get", path)
    assert [key["is_ours"] for key in listed.json()["items"]] == [True, False]
    assert b"PRIVATE" not in listed.content
    assert call("delete", one).status_code == 204
    stranger = make_caller(client, "cases.read")
    assert [stranger("get", path).status_code, stranger("post", path, {"data": data}).status_code] == [403, 403]
    assert MailKey.objects.count() == 1


def test_encrypted_mail_is_stored_as_it_reads_and_kept_as_it_came(box: Mailbox) -> None:
    kept(box, person(SUPPORT).p12, WORD)
    raw = keyring.smime_encrypted(ENTITY, person(SUPPORT))
    message = received(raw)
    assert (message.reply_text, message.has_attachments, message.subject) == ("It drips.", False, "Brewer leaks")
    assert (message.facts["protection"]["is_encrypted"], message.facts["protection"]["is_readable"]) == (True, True)
    assert source_of_message(message.pk) == raw
    assert (
        commands.receive_mail(raw, at=datetime.now(UTC), envelope=commands.Envelope("", (SUPPORT,), "smtp")).outcome
        == "repeated"
    )


def test_mail_that_no_key_opens_is_kept_with_the_reason(box: Mailbox) -> None:
    message = received(keyring.smime_encrypted(ENTITY, person(SUPPORT)))
    assert (message.facts["protection"]["is_readable"], message.has_attachments) == (False, True)


def test_a_key_that_comes_later_opens_mail_when_it_is_read_again(box: Mailbox) -> None:
    message = received(keyring.smime_encrypted(ENTITY, person(SUPPORT)))
    kept(box, person(SUPPORT).p12, WORD)
    told: list[list[str]] = []
    commands.reread_mail(commands.Extent(), actor=SYSTEM, report=lambda _id, differing: told.append(differing))
    message.refresh_from_db()
    assert (message.reply_text, message.facts["protection"]["is_readable"]) == ("It drips.", True)
    assert ([one["is_readable"] for one in message.notices], len(told)) == ([True], 1)


def test_a_signature_is_checked_on_arrival_and_is_no_attachment(box: Mailbox) -> None:
    kept(box, authority().pem)
    message = received(sign_mail(plain(), person(MARIA).key))
    assert (message.facts["protection"]["verdict"], message.has_attachments) == ("valid", False)
    forged = sign_mail(plain(), person(MARIA).key).replace(b"drips", b"burns").replace(b"<p1@", b"<p9@")
    assert received(forged).facts["protection"]["verdict"] == "broken"


def test_what_ends_the_opening_process_ends_nothing_else(box: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SECONDS", 0.001)
    message = received(sign_mail(plain(), person(MARIA).key))
    assert (message.reply_text, message.facts["protection"]["is_readable"]) == ("It drips.", False)
    monkeypatch.undo()
    junk = mail(
        text="!!", headers={"Content-Type": "application/pkcs7-mime", "MIME-Version": "1.0"}, message_id="<j@x.y>"
    )
    assert received(junk).facts["protection"]["is_readable"] is False


@pytest.mark.parametrize(
    "data", [lambda: (person(SUPPORT).p12, WORD), lambda: (keyring.pgp_secret(SUPPORT).encode(), "")]
)
def test_what_leaves_is_signed_when_the_mailbox_signs(
    box: Mailbox, deliver: Deliver, owner: Agent, acting: Callable[..., Any], outbox: Path, data: Callable[[], Any]
) -> None:
    received(mail())
    deliver()
    commands.sign_with(kept(box, *data()), actor=SYSTEM, signs=True)
    answer = cases.reply_to_customer(
        Case.objects.get(), actor=acting(owner), reply=cases.Reply(text="Close the valve.")
    )
    deliver()
    source = (outbox / f"{answer.pk}.eml").read_bytes()
    found = open_mail(source, [authority().trusted, keyring.pgp_trusted(SUPPORT)], SUPPORT, datetime.now(UTC))
    assert (found and found.protection.verdict, b"Close the valve." in source) == ("valid", True)
    assert read(source).get_all("MIME-Version") == ["1.0"]


def test_nothing_leaves_unsigned_when_the_signing_key_has_expired(
    box: Mailbox, deliver: Deliver, owner: Agent, acting: Callable[..., Any], outbox: Path
) -> None:
    received(mail())
    deliver()
    commands.sign_with(kept(box, person(SUPPORT).p12, WORD), actor=SYSTEM, signs=True)
    MailKey.objects.update(expires_at=datetime(2020, 1, 1, tzinfo=UTC))
    answer = cases.reply_to_customer(
        Case.objects.get(), actor=acting(owner), reply=cases.Reply(text="Close the valve.")
    )
    deliver()
    answer.refresh_from_db()
    assert (answer.state != Message.State.SENT, "expired" in answer.send_error) == (True, True)
    assert not (outbox / f"{answer.pk}.eml").exists()


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: sign_mail(plain(), person(MARIA).key), f"Signed by {MARIA}, and unchanged since."),
        (lambda: sign_mail(plain(), person(MARIA).key).replace(b"drips", b"burns"), "Its signature does not hold"),
        (lambda: keyring.smime_encrypted(ENTITY, person(MARIA)), "No key here opens it"),
        (lambda: keyring.pgp_encrypted(ENTITY, SUPPORT), "It came encrypted (OpenPGP)."),
    ],
)
def test_the_case_says_how_a_message_was_protected(
    box: Mailbox, deliver: Deliver, administrator: Agent, signed_in: SignIn, make: Callable[[], bytes], words: str
) -> None:
    kept(box, authority().pem)
    kept(box, keyring.pgp_secret(SUPPORT).encode())
    message = received(make())
    deliver()
    client = signed_in(administrator)
    assert words in client.get(reverse("workspace:case", args=[Case.objects.get().number])).content.decode()
    assert words in client.get(reverse("workspace:message_about", args=[message.pk])).content.decode()
