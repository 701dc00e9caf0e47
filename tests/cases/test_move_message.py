"""A message that stands in the wrong case goes where it belongs, with all that hangs on it, and back."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from caseway.cases import commands
from caseway.cases.handlers import index_cases
from caseway.cases.models import Case, MessageMove
from caseway.cases.queries import search_cases
from caseway.customers.testing import make_contact
from caseway.engagement.channels.email.queries import reply_address
from caseway.engagement.models import Message
from caseway.engagement.queries import visible_attachments, visible_messages
from caseway.intake.commands import NoNewMatter, make_case_of
from caseway.kernel.access import Actor
from caseway.kernel.errors import NotAllowed
from caseway.kernel.models import EventRecord
from caseway.operations.models import Agent
from caseway.workspace.queries.evidence import why_here
from tests.engagement.email_channel.mails import SUPPORT, Deliver, mail, received
from tests.fixtures import SignIn
from tests.kernel.conftest import caller
from tests.world import World

Acting = Callable[[Agent], Actor]
LEO = "Leo <leo@lumenlabs.example>"


@pytest.fixture
def brewer(world: World, deliver: Deliver) -> Case:
    """Maria's gold case with three messages of one conversation."""
    make_contact("Leo", email="leo@lumenlabs.example", account=world.account)
    received(mail(text="The brewer drips.\n"))
    deliver()
    received(mail(message_id="<2@x.example>", text="Now the grinder is stuck.\n", headers={"In-Reply-To": ONE}))
    received(
        mail(message_id="<3@x.example>", sender=LEO, text="It smells.\n", headers={"In-Reply-To": "<2@x.example>"})
    )
    deliver()
    return Case.objects.get()


@pytest.fixture
def care(world: World, supervisor: Agent, acting: Acting) -> Case:
    """A case of somebody else, in customer care: the gold team does not see it."""
    nora = make_contact("Nora New", email="nora@somewhere.example")
    return commands.open_case(commands.NewCase(title="Toaster", contact=nora, origin="email"), actor=acting(supervisor))


ONE = "<1@lumenlabs.example>"


def message(number: int) -> Message:
    return Message.objects.get(message_id=ONE if number == 1 else f"<{number}@x.example>")


def numbers(case: Case) -> list[str]:
    held = Message.objects.filter(conversation__reference=case.number, is_auto=False)
    return list(held.order_by("pk").values_list("message_id", flat=True))


def test_one_message_goes_and_the_others_stay(brewer: Case, care: Case, supervisor: Agent, acting: Acting) -> None:
    moved = message(2)
    move = commands.move_message(brewer, moved, to=care, actor=acting(supervisor))
    assert (numbers(brewer), numbers(care)) == ([ONE, "<3@x.example>"], ["<2@x.example>"])
    moved.refresh_from_db()
    assert (moved.conversation.team, moved.conversation.contact) == (care.team, care.contact)
    assert moved.evidence["moved"][0] | {"at": ""} == {
        "id": move.pk,
        "from": brewer.number,
        "from_conversation": message(1).conversation_id,
        "by": "Sofia Brandt",
        "at": "",
    }
    care.refresh_from_db()
    assert (care.last_message_at, care.is_waiting_for_us) == (moved.at, True)
    told = EventRecord.objects.filter(name__startswith="cases.MessagesMoved").values_list("name", "subject_id")
    assert set(told) == {("cases.MessagesMovedAway", brewer.pk), ("cases.MessagesMovedHere", care.pk)}


def test_all_that_was_said_after_it_goes_along(brewer: Case, care: Case, supervisor: Agent, acting: Acting) -> None:
    commands.move_message(brewer, message(2), to=care, actor=acting(supervisor), with_later=True)
    assert (numbers(brewer), numbers(care)) == ([ONE], ["<2@x.example>", "<3@x.example>"])


def test_who_took_part_only_in_what_left_leaves_with_it(
    brewer: Case, care: Case, supervisor: Agent, acting: Acting
) -> None:
    commands.move_message(brewer, message(3), to=care, actor=acting(supervisor))
    before = set(message(1).conversation.participants.values_list("address", flat=True))
    after = set(message(3).conversation.participants.values_list("address", flat=True))
    assert (before, after) == ({"maria@lumenlabs.example", SUPPORT}, {"leo@lumenlabs.example", SUPPORT})


def test_a_conversation_that_leaves_as_a_whole_stays_the_same_one(
    brewer: Case, care: Case, supervisor: Agent, acting: Acting
) -> None:
    conversation = message(1).conversation_id
    first = Message.objects.filter(conversation=conversation).order_by("at", "pk").first()
    assert first is not None
    commands.move_message(brewer, first, to=care, actor=acting(supervisor), with_later=True)
    assert message(1).conversation_id == conversation
    assert numbers(brewer) == []
    answer = received(mail(message_id="<4@x.example>", to=reply_address(SUPPORT, conversation)))
    assert answer.conversation.reference == care.number


@pytest.mark.parametrize("by", ["message id", "reply address"])
def test_later_answers_land_where_it_was_moved(
    brewer: Case, care: Case, supervisor: Agent, acting: Acting, by: str
) -> None:
    old = message(1).conversation_id
    commands.move_message(brewer, message(2), to=care, actor=acting(supervisor))
    to = SUPPORT if by == "message id" else reply_address(SUPPORT, old)
    answer = received(mail(message_id="<4@x.example>", to=to, headers={"In-Reply-To": "<2@x.example>"}))
    assert answer.conversation.reference == care.number
    stayed = received(mail(message_id="<5@x.example>", to=to, headers={"In-Reply-To": ONE}))
    assert stayed.conversation.reference == brewer.number


def test_who_does_not_take_part_there_does_not_follow_a_move(
    brewer: Case, care: Case, supervisor: Agent, acting: Acting
) -> None:
    address = reply_address(SUPPORT, message(1).conversation_id)
    commands.move_message(brewer, message(2), to=care, actor=acting(supervisor))
    headers = {"In-Reply-To": "<2@x.example>"}
    answer = received(mail(message_id="<4@x.example>", sender="eve@evil.example", to=address, headers=headers))
    assert answer.conversation.reference == brewer.number


def test_owner_colleague_and_stranger_see_what_they_should_before_and_after(
    brewer: Case,
    care: Case,
    owner: Agent,
    colleague: Agent,
    stranger: Agent,
    supervisor: Agent,
    acting: Acting,
) -> None:
    def sees(agent: Agent) -> tuple[bool, bool]:
        index_cases(list(EventRecord.objects.all()))
        found = search_cases(acting(agent), "grinder")
        return visible_messages(acting(agent)).filter(pk=moved.pk).exists(), bool(list(found))

    moved = message(2)
    assert [sees(agent) for agent in (owner, colleague, stranger)] == [(True, True), (True, True), (False, False)]
    commands.move_message(brewer, moved, to=care, actor=acting(supervisor))
    assert [sees(agent) for agent in (owner, colleague, stranger)] == [(False, False), (False, False), (True, True)]
    assert not visible_attachments(acting(owner)).filter(message=moved).exists()


def test_a_move_is_taken_back_with_what_was_answered_there(
    brewer: Case, care: Case, supervisor: Agent, acting: Acting
) -> None:
    before = message(2).conversation_id
    move = commands.move_message(brewer, message(2), to=care, actor=acting(supervisor))
    received(mail(message_id="<4@x.example>", headers={"In-Reply-To": "<2@x.example>"}))
    commands.undo_move(move, actor=acting(supervisor))
    assert numbers(brewer) == [ONE, "<2@x.example>", "<3@x.example>", "<4@x.example>"]
    assert (message(2).conversation_id, "moved" in message(2).evidence, numbers(care)) == (before, False, [])
    with pytest.raises(commands.AlreadyUndone):
        commands.undo_move(move, actor=acting(supervisor))


def test_a_new_case_is_made_of_a_message_and_taken_back(
    brewer: Case, world: World, owner: Agent, acting: Acting
) -> None:
    move = make_case_of(message(2), brewer, actor=acting(owner))
    assert (move.target.title, move.target.contact, move.target.opened_at) == (
        "Brewer leaks",
        world.maria,
        message(2).at,
    )
    assert (numbers(move.target), numbers(brewer)) == (["<2@x.example>"], [ONE, "<3@x.example>"])
    world.entitlement.refresh_from_db()
    assert world.entitlement.remaining == 15
    commands.undo_move(move, actor=acting(owner))
    move.target.refresh_from_db()
    assert (move.target.state, numbers(brewer)) == ("canceled", [ONE, "<2@x.example>", "<3@x.example>"])


def test_a_new_case_that_somebody_works_on_is_not_taken_back(
    brewer: Case, owner: Agent, colleague: Agent, acting: Acting
) -> None:
    move = make_case_of(message(2), brewer, actor=acting(owner))
    commands.pick_case(move.target, actor=acting(colleague))
    with pytest.raises(commands.WorkedOn):
        commands.undo_move(move, actor=acting(owner))
    assert numbers(move.target) == ["<2@x.example>"]


def test_what_we_wrote_opens_no_case(brewer: Case, owner: Agent, acting: Acting) -> None:
    commands.reply_to_customer(brewer, actor=acting(owner), reply=commands.Reply(text="Close the valve."))
    ours = Message.objects.filter(direction="out").latest("pk")
    with pytest.raises(NoNewMatter):
        make_case_of(ours, brewer, actor=acting(owner))


def test_it_needs_the_right_to_work_in_both_cases(
    brewer: Case, care: Case, owner: Agent, stranger: Agent, supervisor: Agent, acting: Acting
) -> None:
    for agent in (owner, stranger):
        with pytest.raises(NotAllowed):
            commands.move_message(brewer, message(2), to=care, actor=acting(agent))
    assert (numbers(care), MessageMove.objects.count()) == ([], 0)
    move = commands.move_message(brewer, message(2), to=care, actor=acting(supervisor))
    for agent in (owner, stranger):
        with pytest.raises(NotAllowed):
            commands.undo_move(move, actor=acting(agent))
    assert numbers(care) == ["<2@x.example>"]


def test_what_is_no_longer_there_or_is_there_already_is_not_moved(
    brewer: Case, care: Case, supervisor: Agent, acting: Acting
) -> None:
    actor = acting(supervisor)
    with pytest.raises(commands.AlreadyThere):
        commands.move_message(brewer, message(2), to=brewer, actor=actor)
    commands.move_message(brewer, message(2), to=care, actor=actor)
    with pytest.raises(commands.NotThere):
        commands.move_message(brewer, message(2), to=care, actor=actor)


def test_the_pages_say_why_it_is_here_and_move_it(
    brewer: Case,
    care: Case,
    supervisor: Agent,
    signed_in: SignIn,
    django_assert_max_num_queries: Callable[[int], object],
) -> None:
    client, moved = signed_in(supervisor), message(2)
    address = reverse("workspace:message_about", args=[moved.pk])
    with django_assert_max_num_queries(10):  # type: ignore[attr-defined]
        about = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "It answers a message that came on 23 November" in about
    assert "Its sender takes part in this conversation." in about
    form = reverse("workspace:move_message", args=[moved.pk])
    as_page = client.get(form, {"who": care.number}).content.decode()
    assert f'value="{care.number}"' in as_page
    assert all("<!doctype" in page.lower() for page in (as_page, client.get(address).content.decode()))
    assert "<!doctype" not in about.lower() + client.get(form, headers={"HX-Request": "true"}).content.decode().lower()
    found = client.get(reverse("workspace:pick_case_for", args=[moved.pk]), {"who": care.number}).content.decode()
    assert care.number in found
    refused = client.post(form, {"case": "CAS-0"})
    assert (refused.status_code, "choose another" in refused.content.decode()) == (422, True)
    done = client.post(form, {"case": care.number}, headers={"HX-Request": "true"})
    assert (done.status_code, numbers(care)) == (204, ["<2@x.example>"])
    move = MessageMove.objects.get()
    assert reverse("workspace:undo_move", args=[move.pk]) in done["HX-Trigger"]
    page = client.get(reverse("workspace:case", args=[brewer.number])).content.decode()
    assert f"Sofia Brandt moved a message to {care.number}" in page
    assert why_here(message(2))[-1].startswith(f"Sofia Brandt moved it here from {brewer.number} on ")
    client.post(reverse("workspace:undo_move", args=[move.pk]))
    assert numbers(care) == []


def test_who_decides_about_held_mail_blocks_the_sender_from_the_message(
    brewer: Case, owner: Agent, supervisor: Agent, signed_in: SignIn
) -> None:
    about, sender = reverse("workspace:message_about", args=[message(2).pk]), message(2).from_email
    theirs = signed_in(supervisor)
    links = re.findall(r'href="([^"]*/blocked-senders/new/[^"]*)"', theirs.get(about).content.decode())
    forms = [theirs.get(unescape(link)).content.decode() for link in links]
    patterns = [found[1] for form in forms if (found := re.search(r'name="pattern"[^>]* value="([^"]*)"', form))]
    assert patterns == [sender, sender.rpartition("@")[2]]
    assert "blocked-senders" not in signed_in(owner).get(about).content.decode()


def test_a_stranger_finds_neither_the_message_nor_the_case(
    brewer: Case, care: Case, stranger: Agent, owner: Agent, signed_in: SignIn
) -> None:
    pages: list[tuple[Client, str, dict[str, str]]] = []
    theirs = signed_in(stranger)
    for name in ("message_about", "move_message", "pick_case_for"):
        assert theirs.get(reverse(f"workspace:{name}", args=[message(2).pk])).status_code == 404
    pages.append((theirs, reverse("workspace:move_message", args=[message(2).pk]), {"case": care.number}))
    pages.append((theirs, reverse("workspace:make_case_of_message", args=[message(2).pk]), {}))
    for client, address, data in pages:
        assert client.post(address, data).status_code == 404
    choices = signed_in(owner).get(reverse("workspace:pick_case_for", args=[message(2).pk]), {"who": care.number})
    assert care.number not in choices.content.decode()
    assert signed_in(owner).post(pages[0][1], {"case": care.number}).status_code == 422
    assert (numbers(care), numbers(brewer)) == ([], [ONE, "<2@x.example>", "<3@x.example>"])


def test_programs_move_and_undo_through_the_same_commands(
    brewer: Case, care: Case, supervisor: Agent, stranger: Agent
) -> None:
    assert supervisor.user
    assert stranger.user
    api, theirs = caller(supervisor.user), caller(stranger.user)
    path = f"/messages/{message(2).pk}/move"
    assert theirs.post(path, {"case": care.number}).status_code == 404
    moved = api.post(path, {"case": care.number})
    assert (moved.status_code, moved.json()["source"], moved.json()["target"]) == (200, brewer.number, care.number)
    assert theirs.post(f"/moves/{moved.json()['id']}/undo").status_code == 404
    undone = api.post(f"/moves/{moved.json()['id']}/undo")
    assert (undone.status_code, undone.json()["undone_at"] is not None, numbers(care)) == (200, True, [])
    made = api.post(f"/messages/{message(2).pk}/new-case", {})
    assert (made.status_code, made.json()["case"]) == (201, Case.objects.latest("pk").number)
