"""How a mailbox's mail leaves is set by administrators, and by nobody else."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.models import Mailbox, WayOut
from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid, NotAllowed
from caseway.kernel.models import ChangeRecord
from caseway.operations import commands as operations
from caseway.operations.models import Agent
from tests.world import World

Acting = Callable[[Agent], Actor]
SignIn = Callable[[Agent], Client]


@pytest.fixture
def mailbox(world: World) -> Mailbox:
    return Mailbox.objects.create(address="support@caseway.example", name="Fornello", is_default=True)


@pytest.fixture
def alex(administrator: Agent, acting: Acting) -> Actor:
    return acting(administrator)


def test_it_is_set_and_its_password_kept_encrypted(mailbox: Mailbox, alex: Actor, world: World) -> None:
    route = commands.Route(host="SMTP.example.com", security="tls", user="support", team=world.gold_team)
    commands.save_way_out(mailbox, route, actor=alex, password="open sesame")
    kept = WayOut.objects.get()
    assert (kept.host, kept.port, kept.team) == ("smtp.example.com", 465, world.gold_team)
    assert "sesame" not in kept.password
    assert "password" not in ChangeRecord.objects.latest("id").changes
    commands.save_way_out(mailbox, route, actor=alex)
    assert WayOut.objects.get().password == kept.password


def test_another_server_never_gets_the_old_password(mailbox: Mailbox, alex: Actor) -> None:
    commands.save_way_out(mailbox, commands.Route(host="a.example", user="u"), actor=alex, password="one")
    with pytest.raises(Invalid, match="Write the password"):
        commands.save_way_out(mailbox, commands.Route(host="evil.example", user="u"), actor=alex)


def test_only_administrators_see_and_set_it(
    mailbox: Mailbox, owner: Agent, supervisor: Agent, acting: Acting, signed_in: SignIn
) -> None:
    for agent in (owner, supervisor):
        with pytest.raises(NotAllowed):
            commands.save_way_out(mailbox, commands.Route(host="a.example"), actor=acting(agent))
        client = signed_in(agent)
        assert client.get(f"/settings/mailboxes/{mailbox.pk}/sending/").status_code == 403
        assert client.get(f"/api/v1/mailboxes/{mailbox.pk}/sending").status_code == 403
    assert not WayOut.objects.exists()


def test_the_page_and_the_api_do_the_same(
    mailbox: Mailbox, administrator: Agent, world: World, signed_in: SignIn
) -> None:
    client = signed_in(administrator)
    address = f"/settings/mailboxes/{mailbox.pk}/sending/"
    assert client.get(address).status_code == 200
    client.post(address, {"security": "starttls", "team": world.care_team.pk})
    assert client.get(f"/api/v1/mailboxes/{mailbox.pk}/sending").json() == {
        "host": "",
        "port": 587,
        "security": "starttls",
        "user": "",
        "team": world.care_team.pk,
    }
    body = json.dumps({"host": "smtp.example.com", "user": "u", "password": "p"})
    answer = client.put(f"/api/v1/mailboxes/{mailbox.pk}/sending", body, content_type="application/json")
    assert (answer.status_code, answer.json()["host"], answer.json()["team"]) == (200, "smtp.example.com", None)


def test_a_signature_that_could_not_be_filled_in_is_refused(mailbox: Mailbox, alex: Actor, owner: Agent) -> None:
    with pytest.raises(Invalid) as refused:
        commands.save_mailbox(mailbox, actor=alex, values={"signature": "{{ agent.name "})
    assert list(refused.value.fields) == ["signature"]
    profile = operations.Profile(name="Ana", signature="{% include 'secret' %}")
    with pytest.raises(Invalid) as refused:
        operations.change_agent(owner, profile, actor=alex)
    assert list(refused.value.fields) == ["signature"]
    owner.refresh_from_db()
    assert owner.signature == ""
