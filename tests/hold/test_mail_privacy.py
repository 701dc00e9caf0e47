"""Issue 3, "Privacy": whatever a mail claims, and wherever a message is put, nobody reads what is not theirs."""

import zlib
from collections.abc import Callable

import pytest
from django.urls import reverse

from caseway.cases import commands
from caseway.cases.handlers import index_cases
from caseway.cases.models import Case
from caseway.customers.testing import make_contact
from caseway.engagement.channels.email.queries.addresses import reply_address
from caseway.engagement.channels.email.queries.mime import source_of
from caseway.engagement.channels.email.queries.outgoing import letter_of
from caseway.engagement.models import Conversation, Message, RawSource
from caseway.kernel.access import Actor
from caseway.kernel.models import EventRecord
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import Deliver, mail, read, received
from tests.fixtures import SignIn
from tests.hold.test_access_sweep import content, readable
from tests.kernel.conftest import caller
from tests.world import World

WORD = "Zanzibar"
EVE = "Eve <eve@evil.example>"
Acting = Callable[[Agent], Actor]
EVERYWHERE = {"case", "html", "source", "download", "about", "file", "timeline", "search", "palette", "live", "found"}


@pytest.fixture
def gold(world: World, deliver: Deliver) -> Case:
    """Maria's case in gold support, whose mail holds the secret word and a file."""
    received(secret_mail())
    deliver()
    return Case.objects.get()


@pytest.fixture
def care(world: World, gold: Case, supervisor: Agent, acting: Acting) -> Case:
    """A case of somebody else in customer care."""
    nora = make_contact("Nora New", email="nora@somewhere.example")
    return commands.open_case(commands.NewCase(title="Toaster", contact=nora, origin="email"), actor=acting(supervisor))


@pytest.fixture
def seen_by(signed_in: SignIn) -> Callable[[Agent, Message], set[str]]:
    """Every place in which an agent is shown the message, or its case is told of."""

    def look(agent: Agent, message: Message) -> set[str]:
        assert agent.user is not None
        index_cases(list(EventRecord.objects.all()))
        message.refresh_from_db()
        case = Case.objects.get(number=message.conversation.reference)
        browser, api = signed_in(agent), caller(agent.user)
        file = message.attachments.get()
        pages = {
            "case": reverse("workspace:case", args=[case.number]),
            "html": reverse("workspace:message_html", args=[message.pk]),
            "source": reverse("workspace:message_source", args=[message.pk]),
            "download": reverse("workspace:message_source", args=[message.pk]) + "?download=1",
            "about": reverse("workspace:message_about", args=[message.pk]),
            "file": reverse("workspace:attachment", args=[file.pk]),
        }
        searches = {name: reverse(f"workspace:{name}") + f"?q={WORD}" for name in ("search", "palette")}
        answers = {name: content(browser.get(address)) for name, address in (pages | searches).items()}
        answers["timeline"] = content(api.get(f"/cases/{case.number}/timeline"))
        answers["found"] = content(api.get(f"/cases?q={WORD}"))
        told = {name: (case.number,) if name in (*searches, "found") else (WORD, case.number) for name in answers}
        shown = {name for name, text in answers.items() if any(word in text for word in told[name])}
        token = browser.get(reverse("workspace:live_token"), {"topic": f"case:{case.pk}"})
        return shown | ({"live"} if f"case:{case.pk}" in readable(token) else set())

    return look


def secret_mail() -> bytes:
    text = (
        f"--b\nContent-Type: text/plain\n\nIt leaks in {WORD}.\n"
        f"--b\nContent-Type: text/html\n\n<p>It leaks in <b>{WORD}</b>.</p>\n"
        f'--b\nContent-Type: text/plain; name="{WORD}.txt"\nContent-Disposition: attachment\n\n{WORD}\n--b--\n'
    )
    headers = {"Content-Type": 'multipart/mixed; boundary="b"'}
    return mail(text=text, headers=headers)


def secret() -> Message:
    return Message.objects.get(message_id="<1@lumenlabs.example>")


def test_owner_and_colleague_see_it_everywhere_and_a_stranger_nowhere(
    gold: Case, owner: Agent, colleague: Agent, stranger: Agent, seen_by: Callable[[Agent, Message], set[str]]
) -> None:
    assert seen_by(owner, secret()) == EVERYWHERE
    assert seen_by(colleague, secret()) == EVERYWHERE
    assert seen_by(stranger, secret()) == set()


def test_a_moved_message_is_seen_by_the_others_and_no_longer_by_these(
    gold: Case,
    care: Case,
    owner: Agent,
    colleague: Agent,
    stranger: Agent,
    supervisor: Agent,
    acting: Acting,
    seen_by: Callable[[Agent, Message], set[str]],
) -> None:
    received(mail(message_id="<2@x.example>", headers={"In-Reply-To": secret().message_id}))
    move = commands.move_message(gold, secret(), to=care, actor=acting(supervisor))
    assert seen_by(stranger, secret()) == EVERYWHERE
    assert [seen_by(agent, secret()) for agent in (owner, colleague)] == [set(), set()]
    commands.undo_move(move, actor=acting(supervisor))
    assert [seen_by(agent, secret()) for agent in (owner, colleague, stranger)] == [EVERYWHERE, EVERYWHERE, set()]


@pytest.mark.parametrize("claim", ["number", "In-Reply-To", "References", "name", "reply-to", "list"])
def test_a_stranger_who_claims_to_belong_gets_a_case_of_their_own_and_is_told_nothing(
    gold: Case,
    stranger: Agent,
    deliver: Deliver,
    seen_by: Callable[[Agent, Message], set[str]],
    claim: str,
) -> None:
    values: dict[str, object] = {"sender": EVE, "message_id": "<eve@evil.example>", "subject": "Hello"}
    sent = Message.objects.get(direction="out")
    values |= {
        "number": {"subject": f"Re: [{gold.number}] Leaks"},
        "In-Reply-To": {"headers": {"In-Reply-To": f"{secret().message_id} {sent.message_id}"}},
        "References": {"headers": {"References": f"{secret().message_id} {sent.message_id}"}},
        "name": {"sender": '"Maria Gomez maria@lumenlabs.example" <eve@evil.example>'},
        "reply-to": {"headers": {"Reply-To": "maria@lumenlabs.example", "In-Reply-To": secret().message_id}},
        "list": {"headers": {"X-Original-Sender": "maria@lumenlabs.example", "In-Reply-To": secret().message_id}},
    }[claim]
    hers = received(mail(**values))  # type: ignore[arg-type]
    deliver()
    hers.refresh_from_db()
    assert hers.conversation.reference not in ("", gold.number)
    assert not secret().conversation.participants.filter(address="eve@evil.example").exists()
    told = Message.objects.filter(direction="out", conversation=hers.conversation)
    for message in told:
        written = zlib.decompress(RawSource.objects.get(message=message).data).decode()
        assert WORD not in written
    assert seen_by(stranger, secret()) == set()


def test_somebody_copied_in_may_write_but_is_told_nothing_of_what_was_said_before(
    gold: Case, owner: Agent, acting: Acting, deliver: Deliver
) -> None:
    headers = {"In-Reply-To": secret().message_id, "Cc": "plumber@pipes.example"}
    received(mail(message_id="<2@x.example>", text="The plumber will help.\n", headers=headers))
    before = Message.objects.filter(direction="out").count()
    theirs = received(
        mail(sender="plumber@pipes.example", message_id="<3@x.example>", headers={"In-Reply-To": "<2@x.example>"})
    )
    deliver()
    theirs.refresh_from_db()
    assert theirs.conversation.reference == gold.number
    assert Message.objects.filter(direction="out").count() == before
    answer = commands.reply_to_customer(gold, actor=acting(owner), reply=commands.Reply(text="Thank you."))
    written = source_of(letter_of(answer)).decode()
    assert WORD not in written


def test_who_was_given_the_reply_address_may_write_is_marked_and_told_nothing(
    gold: Case, stranger: Agent, deliver: Deliver, seen_by: Callable[[Agent, Message], set[str]], signed_in: SignIn
) -> None:
    sent = Message.objects.filter(direction="out").count()
    to = reply_address("support@caseway.example", secret().conversation_id)
    hers = received(mail(sender=EVE, to=to, message_id="<eve@evil.example>", text="I am new here.\n"))
    received(mail(to=to, message_id="<2@lumenlabs.example>"))
    deliver()
    notices = {message.from_email: message.notices for message in secret().conversation.messages.filter(direction="in")}
    assert notices == {
        "eve@evil.example": [{"kind": "newcomer", "address": "eve@evil.example"}],
        "maria@lumenlabs.example": [],
    }
    assert Message.objects.filter(direction="out").count() == sent
    assert seen_by(stranger, secret()) == set()
    assert hers.conversation == secret().conversation


def test_an_acknowledgement_says_what_its_template_says_and_nothing_of_the_mail(world: World, deliver: Deliver) -> None:
    """Also to somebody who never wrote: neither text nor template language of a forger's reaches them."""
    subject = "{{ account.name }} {% for x in (1..9) %}{{ contact }}{% endfor %}"
    received(mail(sender='"{{ case.number }}" <victim@x.example>', subject=subject, text=f"Buy {WORD} now.\n"))
    deliver()
    told = Message.objects.get(direction="out")
    written = read(source_of(letter_of(told)))
    assert written["Subject"].endswith(subject)
    assert [one.addr_spec for one in written["To"].addresses] == ["victim@x.example"]
    assert WORD not in source_of(letter_of(told)).decode()
    assert Case.objects.get().number not in written["To"]
    assert written["Auto-Submitted"] == "auto-replied"


def test_a_mail_to_a_merged_case_is_read_by_those_of_the_survivor_only(
    gold: Case, care: Case, owner: Agent, stranger: Agent, signed_in: SignIn, supervisor: Agent, acting: Acting
) -> None:
    commands.reply_to_customer(
        care, actor=acting(supervisor), reply=commands.Reply(text="Hello", to=["nora@somewhere.example"])
    )
    survivor = Conversation.objects.get(reference=care.number)
    Conversation.objects.filter(pk=secret().conversation_id).update(merged_into=survivor)
    late = received(mail(message_id="<2@x.example>", text="Late news.\n", headers={"In-Reply-To": secret().message_id}))
    assert late.conversation == survivor
    address = reverse("workspace:message_source", args=[late.pk])
    assert [signed_in(agent).get(address).status_code for agent in (owner, stranger)] == [404, 200]
    old = reverse("workspace:message_source", args=[secret().pk])
    assert [signed_in(agent).get(old).status_code for agent in (owner, stranger)] == [200, 404]


def test_a_note_in_the_thread_stays_in_the_house(
    gold: Case, owner: Agent, stranger: Agent, supervisor: Agent, acting: Acting, deliver: Deliver
) -> None:
    note = "Their invoice 4711 is unpaid"
    commands.add_note(gold, actor=acting(owner), text=note)
    answer = commands.reply_to_customer(gold, actor=acting(owner), reply=commands.Reply(text="Close the valve."))
    deliver()
    sources = [zlib.decompress(source.data).decode() for source in RawSource.objects.all()]
    assert all("4711" not in source for source in [*sources, source_of(letter_of(answer)).decode()])
    assert all("4711" not in str(event.payload) for event in EventRecord.objects.all())
    assert stranger.user is not None
    assert supervisor.user is not None
    index_cases(list(EventRecord.objects.all()))
    for agent, is_found in ((stranger, False), (supervisor, True)):
        assert agent.user is not None
        found = caller(agent.user).get("/cases?q=4711")
        assert (gold.number in content(found)) is is_found
    assert "4711" not in content(caller(stranger.user).get(f"/cases/{gold.number}/timeline"))


def test_what_is_told_to_other_programs_holds_no_text_and_no_address(
    gold: Case, care: Case, supervisor: Agent, acting: Acting, deliver: Deliver
) -> None:
    received(mail(message_id="<2@x.example>", sender=EVE, headers={"In-Reply-To": secret().message_id}))
    commands.move_message(gold, secret(), to=care, actor=acting(supervisor))
    deliver()
    payloads = [str(event.payload) for event in EventRecord.objects.all()]
    assert not [payload for payload in payloads if WORD in payload or "lumenlabs" in payload or "evil" in payload]


def test_the_feed_of_events_is_for_those_who_may_read_everything(gold: Case, owner: Agent, stranger: Agent) -> None:
    for agent in (owner, stranger):
        assert agent.user is not None
        assert caller(agent.user).get("/events").status_code == 403
