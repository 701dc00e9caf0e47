"""What leaves is signed, and others can verify it with the record we tell to publish."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import dkim
import pytest
from django.conf import settings
from django.test import Client

from caseway.cases import commands as cases
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands.signing import KeyInUse
from caseway.engagement.channels.email.models import Mailbox, SigningKey
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Agent
from tests.world import World

Acting = Callable[[Agent], Actor]
SignIn = Callable[[Agent], Client]


@pytest.fixture
def outbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(settings, "CASEWAY", replace(settings.CASEWAY, data=tmp_path, smtp=None))
    return tmp_path / "outbox"


@pytest.fixture
def alex(administrator: Agent, acting: Acting) -> Actor:
    return acting(administrator)


def sent(world: World, outbox: Path) -> bytes:
    Mailbox.objects.get_or_create(address="support@caseway.example", defaults={"is_default": True})
    new = cases.NewCase(title="Brewer leaks", contact=world.maria, origin="email")
    case = cases.open_case(new, actor=SYSTEM)
    mail = cases.NewMail(subject="Ünser Brauer", text="Grüße,\n.\nund ein Punkt.", html="<p>Grüße</p>")
    cases.write_to_customer(case, actor=SYSTEM, mail=mail)
    commands.send_due()
    return (outbox / f"{Message.objects.latest('id').pk}.eml").read_bytes()


def is_good(source: bytes) -> bool:
    """Verified as a receiving server would, with what the key's page says stands in the DNS."""
    records = {f"{key.record_name}.".encode(): key.record_value.encode() for key in SigningKey.objects.all()}
    return bool(dkim.verify(source, dnsfunc=lambda name, **_more: records.get(name)))


def test_a_mail_is_signed_by_the_key_of_its_domain(world: World, outbox: Path, alex: Actor) -> None:
    key = commands.make_signing_key("Caseway.example", actor=alex)
    assert b"DKIM-Signature" not in sent(world, outbox)
    commands.use_signing_key(key, actor=alex)
    source = sent(world, outbox)
    assert source.startswith(b"DKIM-Signature: ")
    assert is_good(source)
    assert not is_good(source.replace("Grüße".encode(), b"x").replace(b"Gr=C3=BC=C3=9Fe", b"Hi"))
    assert not is_good(source.replace(b"From: ", b"From: x@evil.example\r\nFrom: ", 1))


def test_keys_are_changed_without_a_gap(world: World, outbox: Path, alex: Actor) -> None:
    first = commands.use_signing_key(commands.make_signing_key("caseway.example", actor=alex), actor=alex)
    old = sent(world, outbox)
    second = commands.make_signing_key("caseway.example", actor=alex)
    assert first.selector != second.selector
    commands.use_signing_key(second, actor=alex)
    first.refresh_from_db()
    assert first.state == "retired"
    assert f"s={second.selector}".encode() in sent(world, outbox)
    assert is_good(old)


def test_a_key_in_use_is_not_removed(alex: Actor) -> None:
    key = commands.use_signing_key(commands.make_signing_key("caseway.example", actor=alex), actor=alex)
    with pytest.raises(KeyInUse):
        commands.remove_signing_key(key, actor=alex)
    assert SigningKey.objects.count() == 1


def test_the_private_key_is_kept_encrypted_and_in_no_record(alex: Actor) -> None:
    key = commands.make_signing_key("caseway.example", actor=alex)
    assert "PRIVATE" not in key.private_key
    assert "private_key" not in ChangeRecord.objects.latest("id").changes


@pytest.mark.parametrize("domain", ["", "localhost", "a b.example", "x@y.example"])
def test_what_is_no_domain_is_refused(alex: Actor, domain: str) -> None:
    with pytest.raises(Invalid, match="domain of our addresses"):
        commands.make_signing_key(domain, actor=alex)
    assert not SigningKey.objects.exists()


def test_only_who_manages_settings_makes_keys(owner: Agent, acting: Acting, signed_in: SignIn) -> None:
    with pytest.raises(NotAllowed):
        commands.make_signing_key("caseway.example", actor=acting(owner))
    for client in (signed_in(owner),):
        assert client.get("/settings/signing-keys/").status_code == 403
        assert client.get("/api/v1/signing-keys").status_code == 403
        assert client.post("/settings/signing-keys/new/", {"domain": "caseway.example"}).status_code == 403
    assert not SigningKey.objects.exists()


def test_an_administrator_makes_a_key_and_reads_what_to_publish(administrator: Agent, signed_in: SignIn) -> None:
    client = signed_in(administrator)
    client.post("/settings/signing-keys/new/", {"domain": "caseway.example"})
    key = SigningKey.objects.get()
    page = client.get(f"/settings/signing-keys/{key.pk}/").content.decode()
    assert key.record_name in page
    assert key.record_value in page
    client.post(f"/settings/signing-keys/{key.pk}/use/")
    [listed] = client.get("/api/v1/signing-keys").json()["items"]
    assert (listed["state"], listed["record_value"]) == ("active", key.record_value)
