"""Notes, and the colleagues they mention."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from caseway.cases.commands import add_note, see_mentions
from caseway.cases.models import Case, Mention, Note
from caseway.cases.queries import visible_mentions
from caseway.kernel.access import Actor
from caseway.kernel.errors import Invalid
from caseway.kernel.models import EventRecord, Share
from caseway.operations.models import Agent
from tests.fixtures import SignIn
from tests.workspace.conftest import gold_case, mailed, owned_case

__all__ = ["gold_case", "mailed", "owned_case"]
ActorFor = Callable[[Agent], Actor]


def test_a_colleague_is_mentioned_and_told_until_they_look(
    owned_case: Case, owner: Agent, colleague: Agent, acting: ActorFor
) -> None:
    note = add_note(owned_case, actor=acting(owner), text="@Ben Osei, please", mentions=[colleague.pk, colleague.pk])
    assert [mention.note_id for mention in visible_mentions(acting(colleague))] == [note.pk]
    assert EventRecord.objects.filter(name="cases.CaseNoted").latest("id").payload["mentioned"] == [colleague.pk]
    see_mentions(owned_case, actor=acting(owner))
    assert Mention.objects.get().seen_at is None
    see_mentions(owned_case, actor=acting(colleague))
    assert Mention.objects.get().seen_at is not None


def test_who_may_not_read_the_case_is_not_mentioned_unless_it_is_shared(
    owned_case: Case, owner: Agent, stranger: Agent, acting: ActorFor
) -> None:
    before = Note.objects.count()
    with pytest.raises(Invalid, match="may not read"):
        add_note(owned_case, actor=acting(owner), text="@Chloe Park", mentions=[stranger.pk])
    assert (Note.objects.count(), Mention.objects.count()) == (before, 0)
    Share.objects.create(kind="case", object_id=owned_case.pk, agent_id=stranger.pk, shared_by="agent:1")
    add_note(owned_case, actor=acting(owner), text="@Chloe Park", mentions=[stranger.pk])
    assert Mention.objects.get().agent_id == stranger.pk


def test_nobody_is_mentioned_who_is_not_there(owned_case: Case, owner: Agent, acting: ActorFor) -> None:
    for mentions in ([10**12], list(range(1, 30))):
        with pytest.raises(Invalid):
            add_note(owned_case, actor=acting(owner), text="Hello", mentions=mentions)
    assert not Mention.objects.exists()


def test_the_popup_names_those_who_may_read_the_case(
    owned_case: Case, owner: Agent, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    address = f"/cases/{owned_case.number}/colleagues/"
    popup = signed_in(owner).get(address).content.decode()
    assert "Ben Osei" in popup
    assert "Chloe Park" not in popup
    assert "Ana Ferro" not in popup
    assert "Ben Osei" not in signed_in(owner).get(address, {"q": "zzz"}).content.decode()
    assert signed_in(stranger).get(address).status_code == 404


def test_what_the_composer_mentions_stands_on_the_colleague_s_home(
    owned_case: Case, owner: Agent, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    address = f"/cases/{owned_case.number}"
    values = {"mode": "note", "body": "@Ben Osei <b>look</b>", "mentions": [colleague.pk, stranger.pk]}
    assert signed_in(owner).post(f"{address}/write/", values).status_code == 302
    assert [mention.agent_id for mention in Mention.objects.all()] == [colleague.pk]
    ben = signed_in(colleague)
    assert "@Ben Osei &lt;b&gt;look&lt;/b&gt;" in ben.get("/mentions/", headers={"HX-Request": "true"}).content.decode()
    assert '<span class="mention">@Ben Osei</span> &lt;b&gt;look' in ben.get(f"{address}/").content.decode()
    ben.post(f"{address}/tab/")
    assert "@Ben Osei" not in ben.get("/mentions/", headers={"HX-Request": "true"}).content.decode()


def test_programs_mention_and_read_their_mentions(
    owned_case: Case, owner: Agent, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    def post(client: Client, path: str, body: dict[str, object]) -> int:
        return int(client.post(f"/api/v1/cases/{path}", json.dumps(body), content_type="application/json").status_code)

    note = {"text": "See this", "mentions": [colleague.pk]}
    assert post(signed_in(owner), f"{owned_case.number}/note", note) == 201
    [mention] = signed_in(colleague).get("/api/v1/mentions").json()["items"]
    assert (mention["case"], mention["text"], mention["seen_at"]) == (owned_case.number, "See this", None)
    assert signed_in(stranger).get("/api/v1/mentions").json()["items"] == []
    assert post(signed_in(stranger), f"{owned_case.number}/seen", {}) == 404
    assert post(signed_in(colleague), f"{owned_case.number}/seen", {}) == 204
    assert Mention.objects.get().seen_at is not None
