"""Quick replies: one's own, those for everybody, and who may write which."""

import json

import pytest
from django.test import Client

from caseway.operations.models import Agent, QuickReply
from tests.fixtures import SignIn

PAGE = "/settings/quick-replies/"
GIVEN = {
    "name": "Ask for a photo",
    "shortcut": "photo",
    "tags": "Question, photos",
    "body": "<p>Hi {{ contact.name }}</p>",
}


@pytest.fixture
def shared(db: None) -> QuickReply:
    return QuickReply.objects.create(name="Greeting", shortcut="hi", body="<p>Hello</p>")


@pytest.fixture
def own(owner: Agent) -> QuickReply:
    return QuickReply.objects.create(name="My thanks", body="<p>Thanks</p>", owner=owner)


def test_an_agent_writes_one_of_their_own(owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    answer = client.post(f"{PAGE}new/", GIVEN | {"is_shared": "on", "body": "<p>Hi<script>x</script></p>"})
    assert answer.status_code == 302
    reply = QuickReply.objects.get()
    assert (reply.owner_id, reply.shortcut, reply.tags, reply.body) == (
        owner.pk,
        "photo",
        ["photos", "question"],
        "<p>Hi</p>",
    )
    assert "Ask for a photo" in client.get(PAGE).content.decode()


def test_a_supervisor_writes_for_everybody_and_takes_it_back(
    supervisor: Agent, owner: Agent, signed_in: SignIn
) -> None:
    client = signed_in(supervisor)
    client.post(f"{PAGE}new/", GIVEN | {"is_shared": "on"})
    reply = QuickReply.objects.get()
    assert reply.owner_id is None
    assert "Ask for a photo" in signed_in(owner).get(PAGE).content.decode()
    client.post(f"{PAGE}{reply.pk}/", GIVEN)
    reply.refresh_from_db()
    assert reply.owner_id == supervisor.pk
    assert client.post(f"{PAGE}{reply.pk}/delete/").status_code == 302
    assert not QuickReply.objects.exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": ""}, "required"),
        ({"body": "<p></p>"}, "Write what it says."),
        ({"body": "<p>{{ contact.name | shout }}</p>"}, "no filter"),
        ({"body": "{% include 'x' %}"}, ""),
        ({"shortcut": "two words"}, "slug"),
        ({"language": "klingon!"}, "valid"),
        ({"shortcut": "mine"}, "not taken"),
    ],
)
def test_what_cannot_be_kept_is_refused(change: dict[str, str], words: str, owner: Agent, signed_in: SignIn) -> None:
    QuickReply.objects.create(name="There already", shortcut="mine", body="<p>x</p>", owner=owner)
    answer = signed_in(owner).post(f"{PAGE}new/", GIVEN | change)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert QuickReply.objects.count() == 1


def test_the_preview_shows_it_filled_in_or_what_is_wrong(owner: Agent, signed_in: SignIn) -> None:
    client = signed_in(owner)
    shown = client.post(f"{PAGE}preview/", {"body": "<p>Hi {{ contact.first_name }}<script>x</script></p>"})
    assert "<p>Hi Maria</p>" in shown.content.decode()
    assert "no filter" in client.post(f"{PAGE}preview/", {"body": "{{ a | b }}"}).content.decode()


def test_an_agent_changes_neither_a_shared_one_nor_another_s(
    owner: Agent, colleague: Agent, shared: QuickReply, own: QuickReply, signed_in: SignIn
) -> None:
    before = list(QuickReply.objects.values())
    for step in ("", "delete/"):
        assert signed_in(owner).post(f"{PAGE}{shared.pk}/{step}", GIVEN).status_code == 403
        assert signed_in(colleague).post(f"{PAGE}{own.pk}/{step}", GIVEN).status_code == 404
    assert list(QuickReply.objects.values()) == before
    assert "My thanks" not in signed_in(colleague).get(PAGE).content.decode()
    assert Client().get(PAGE).status_code == 302


def test_programs_read_and_write_them(owner: Agent, shared: QuickReply, own: QuickReply, signed_in: SignIn) -> None:
    client = signed_in(owner)
    listed = client.get("/api/v1/quick-replies").json()["items"]
    assert [(one["name"], one["is_shared"]) for one in listed] == [("Greeting", True), ("My thanks", False)]

    def send(method: str, path: str, body: dict[str, object]) -> int:
        return int(
            client.generic(method, f"/api/v1/quick-replies{path}", json.dumps(body), "application/json").status_code
        )

    assert send("POST", "", {"name": "Bye", "body": "<p>Bye</p>", "tags": ["end"]}) == 201
    assert QuickReply.objects.get(name="Bye").owner_id == owner.pk
    assert send("POST", "", {"name": "Bye all", "body": "<p>Bye</p>", "is_shared": True}) == 403
    assert send("PUT", f"/{own.pk}", {"name": "My best thanks", "body": "<p>Thanks</p>"}) == 200
    assert send("PUT", f"/{shared.pk}", {"name": "Mine now", "body": "<p>x</p>"}) == 403
    assert client.delete(f"/api/v1/quick-replies/{own.pk}").status_code == 204
    assert sorted(QuickReply.objects.values_list("name", flat=True)) == ["Bye", "Greeting"]
