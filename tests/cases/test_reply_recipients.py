"""Whom an answer goes to: everybody who should read it, nobody who should not, and from which of our mailboxes."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from caseway.cases import commands, queries
from caseway.cases.commands import NewMail, Reply
from caseway.cases.models import Case
from caseway.engagement.channels.email.commands import Route, save_way_out
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import sending_addresses
from caseway.engagement.models import Message
from caseway.engagement.rules import answer_recipients, forward_subject
from caseway.kernel.access import Actor
from caseway.kernel.caching import forget_all
from caseway.kernel.errors import Invalid
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import SUPPORT, mail, received
from tests.world import World

Acting = Callable[[Agent], Actor]
Deliver = Callable[[], int]
SignIn = Callable[[Agent], Client]
OTHERS = {
    "To": f"Support <{SUPPORT}>, Ben <ben@lumenlabs.example>, sales@caseway.example",
    "Cc": "Cleo <cleo@partner.example>, MARIA@lumenlabs.example",
}


@pytest.fixture
def mailboxes(world: World) -> tuple[Mailbox, Mailbox]:
    support = Mailbox.objects.create(address=SUPPORT, name="Fornello", is_default=True)
    return support, Mailbox.objects.create(address="sales@caseway.example", name="Fornello sales")


@pytest.fixture
def case(mailboxes: object, owner: Agent, ana: Actor, deliver: Deliver) -> Case:
    """Maria wrote to us, Ben and our sales, with a copy to Cleo."""
    received(mail(headers=OTHERS))
    deliver()
    return commands.pick_case(Case.objects.get(), actor=ana)


def emails(people: object) -> list[str]:
    return [one["email"] for one in people]  # type: ignore[attr-defined]


def test_a_reply_goes_to_the_sender_and_a_reply_to_all_to_everybody_but_us(case: Case) -> None:
    assert (emails(queries.plan_reply(case).to), queries.plan_reply(case).cc) == (["maria@lumenlabs.example"], [])
    everybody = queries.plan_reply(case, to_all=True)
    assert emails(everybody.to) == ["maria@lumenlabs.example"]
    assert emails(everybody.cc) == ["ben@lumenlabs.example", "cleo@partner.example"]


def test_a_reply_to_all_reaches_those_who_were_added_since_but_no_bcc(case: Case, ana: Actor) -> None:
    commands.reply_to_customer(
        case, actor=ana, reply=Reply(text="Hello", to_all=True, bcc=["secret@caseway-audit.example"])
    )
    added = commands.reply_to_customer(
        case,
        actor=ana,
        reply=Reply(text="And you", to=["maria@lumenlabs.example"], cc=["dora@lumenlabs.example"], bcc=["x@y.example"]),
    )
    assert emails(added.recipients["bcc"]) == ["x@y.example"]
    plan = queries.plan_reply(case, to_all=True)
    assert emails(plan.to) == ["maria@lumenlabs.example"]
    assert emails(plan.cc) == ["ben@lumenlabs.example", "cleo@partner.example", "dora@lumenlabs.example"]


def test_naming_recipients_takes_the_place_of_those_that_were_proposed(case: Case, ana: Actor) -> None:
    message = commands.reply_to_customer(
        case, actor=ana, reply=Reply(text="Hello", to_all=True, to=["Ben <ben@lumenlabs.example>"])
    )
    assert message.recipients["to"] == [{"name": "Ben", "email": "ben@lumenlabs.example"}]
    assert message.recipients["cc"] == []


def test_the_address_to_reply_to_comes_first_and_is_nobody_of_ours() -> None:
    sender, wanted = {"name": "Maria", "email": "maria@x.example"}, {"name": "", "email": "desk@x.example"}
    ours = {"name": "", "email": SUPPORT}

    def is_ours(address: str) -> bool:
        return address == SUPPORT

    assert answer_recipients(sender, {"reply_to": [wanted, ours]}, to_all=False, is_ours=is_ours) == ([wanted], [])
    assert answer_recipients(sender, {"reply_to": [ours]}, to_all=False, is_ours=is_ours) == ([sender], [])
    listed = {"name": "List", "email": "list@x.example"}
    assert answer_recipients(
        sender, {"reply_to": [listed], "to": [listed, ours], "bcc": [wanted]}, to_all=True, is_ours=is_ours
    ) == ([listed], [])


@pytest.mark.parametrize(
    ("field", "address", "sentence"),
    [
        ("to", "not an address", "“not an address” is not a mail address"),
        ("cc", "Maria <maria@>", "“Maria <maria@>” is not a mail address"),
        ("bcc", SUPPORT, f"{SUPPORT} is a mailbox of ours"),
    ],
)
def test_each_address_is_judged_and_named(case: Case, ana: Actor, field: str, address: str, sentence: str) -> None:
    before = Message.objects.count()
    with pytest.raises(Invalid, match=sentence) as refused:
        commands.reply_to_customer(case, actor=ana, reply=Reply(text="Hello", **{field: [address]}))
    assert list(refused.value.fields) == [field]
    assert Message.objects.count() == before


def test_the_answer_leaves_from_the_mailbox_that_was_written_to(case: Case) -> None:
    under = {"In-Reply-To": "<1@lumenlabs.example>"}
    back = mail(to="sales@caseway.example", message_id="<2@lumenlabs.example>", headers=under)
    received(back, recipients=("sales@caseway.example",))
    assert queries.plan_reply(case).mailbox == "sales@caseway.example"


def test_only_a_mailbox_that_is_open_to_the_agent_is_chosen(
    case: Case, ana: Actor, world: World, mailboxes: tuple[Mailbox, Mailbox], administrator: Agent, acting: Acting
) -> None:
    _support, sales = mailboxes
    chosen = commands.reply_to_customer(case, actor=ana, reply=Reply(text="Hi", mailbox="Sales@caseway.example"))
    assert chosen.from_email == "sales@caseway.example"
    save_way_out(sales, Route(team=world.care_team), actor=acting(administrator))
    assert sending_addresses(ana) == [SUPPORT]
    before = Message.objects.count()
    with pytest.raises(Invalid, match="may not send from"):
        commands.write_to_customer(case, actor=ana, mail=NewMail(text="Hi", mailbox="sales@caseway.example"))
    assert Message.objects.count() == before
    assert sending_addresses(acting(administrator)) == [SUPPORT, "sales@caseway.example"]


def test_a_signature_is_filled_in_once_and_shown_before(case: Case, ana: Actor, owner: Agent) -> None:
    owner.signature = "{{ agent.name }}\n{{ mailbox.name }}"
    owner.save()
    assert queries.signature_preview(ana, SUPPORT).text == "Ana Ferro\nFornello"
    frame = "<div>{{ agent.signature }}</div><p>Open 9 to 5 &amp; more</p><script>alert(1)</script>"
    Mailbox.objects.filter(address=SUPPORT).update(signature=frame)
    forget_all()
    preview = queries.signature_preview(ana, SUPPORT)
    assert preview.html == "<div><p>Ana Ferro<br>Fornello</p></div><p>Open 9 to 5 &amp; more</p>"
    assert preview.text == "Ana Ferro\nFornello\n\nOpen 9 to 5 & more"


def test_the_api_plans_replies_to_all_schedules_and_takes_back(
    case: Case, owner: Agent, colleague: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    client, path = signed_in(owner), f"/api/v1/cases/{case.number}"
    plan = client.get(f"{path}/reply?to_all=true").json()
    assert [one["email"] for one in plan["cc"]] == ["ben@lumenlabs.example", "cleo@partner.example"]
    assert (plan["mailbox"], plan["subject"]) == (SUPPORT, "Re: Brewer leaks")
    body = {
        "text": "Later",
        "to_all": True,
        "leaves_at": "2027-01-04T09:00:00Z",
        "files": [{"filename": "a.txt", "content": "aGVsbG8="}],
    }
    sent = post(client, f"{path}/reply", body).json()
    assert (sent["state"], sent["is_scheduled"], sent["cc"]) == (
        "queued",
        True,
        ["ben@lumenlabs.example", "cleo@partner.example"],
    )
    assert Message.objects.get(pk=sent["id"]).attachments.get().file.read() == b"hello"
    [waiting] = signed_in(colleague).get("/api/v1/messages/scheduled").json()["items"]
    assert (waiting["id"], waiting["case"]) == (sent["id"], case.number)
    assert signed_in(stranger).get("/api/v1/messages/scheduled").json()["items"] == []
    assert post(signed_in(stranger), f"{path}/messages/{sent['id']}/withdraw").status_code == 404
    moved = post(client, f"{path}/messages/{sent['id']}/schedule", {"leaves_at": "2027-01-05T09:00:00Z"}).json()
    assert moved["leaves_at"] == "2027-01-05T09:00:00Z"
    assert post(client, f"{path}/messages/{sent['id']}/withdraw").json()["state"] == "canceled"
    assert post(client, f"{path}/messages/{sent['id']}/withdraw").status_code == 409
    assert client.get("/api/v1/messages/scheduled").json()["items"] == []
    written = post(client, f"{path}/write", {"subject": "Your invoice", "text": "Here it is"}).json()
    assert (written["subject"], written["to"]) == ("Your invoice", ["maria@lumenlabs.example"])


@pytest.mark.parametrize(
    ("subject", "forwarded"),
    [("Brewer", "Fwd: Brewer"), ("Fwd: WG: Brewer", "Fwd: Brewer"), ("Re: Brewer", "Fwd: Re: Brewer")],
)
def test_a_forward_says_so_once(subject: str, forwarded: str) -> None:
    assert forward_subject(subject) == forwarded


def post(client: Client, path: str, body: object = None) -> object:
    return client.post(path, json.dumps(body or {}), content_type="application/json")
