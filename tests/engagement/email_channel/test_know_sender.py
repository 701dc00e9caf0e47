"""Who wrote a mail, whether it is from them, and what their reader is told."""

from collections.abc import Callable

import pytest
from django.urls import reverse

from caseway.cases.models import Case
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.models import Mailbox, Quarantine
from caseway.engagement.channels.email.queries.addresses import reply_address
from caseway.engagement.channels.email.rules.model import Authentication, AuthenticationResult
from caseway.engagement.channels.email.rules.trust import Verdict, judge
from caseway.engagement.models import Message
from caseway.kernel.access import Actor
from caseway.kernel.caching import forget_all
from caseway.operations.models import Agent
from tests.engagement.email_channel.mails import AT, SUPPORT, Deliver, mail, receive, received
from tests.fixtures import SignIn
from tests.world import World

FAILED = {"Authentication-Results": "mx.caseway.example; dmarc=fail header.from=lumenlabs.example"}
PASSED = {"Authentication-Results": "mx.caseway.example; dmarc=pass header.from=lumenlabs.example"}
FORWARDED = """FYI

---------- Forwarded message ---------
From: Nora New <nora@somewhere.example>
Date: Mon, 23 Nov 2026 at 09:00
Subject: Toaster burns
To: Ana Ferro <ana@caseway.example>

It burns everything.
"""


def believe(*, on_forgery: str = "mark") -> None:
    Mailbox.objects.create(address=SUPPORT, believed_servers="mx.caseway.example", on_forgery=on_forgery)
    forget_all()


def kinds(message: Message) -> list[str]:
    return [notice["kind"] for notice in message.notices]


def says(*results: str, server: str = "mx.example", instance: int = 0) -> Authentication:
    parts = (one.replace("=", " ").split() for one in results)
    return Authentication(server, tuple(AuthenticationResult(*one) for one in parts), instance)


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (says("dmarc=pass a.example"), Verdict.VERIFIED),
        (says("dmarc=fail a.example"), Verdict.FAILED),
        (says("dmarc=fail a.example", "arc=pass"), Verdict.UNKNOWN),
        (says("dmarc=none a.example", "dkim=pass mail.a.example"), Verdict.VERIFIED),
        (says("spf=pass a.example"), Verdict.VERIFIED),
        (says("spf=pass b.example"), Verdict.UNKNOWN),
        (says("dkim=pass nota.example"), Verdict.UNKNOWN),
        (says("dmarc=pass b.example"), Verdict.UNKNOWN),
        (says("spf=fail a.example", "dkim=fail a.example"), Verdict.UNKNOWN),
        (says("dmarc=pass a.example", server="evil.example"), Verdict.UNKNOWN),
        (says("dmarc=pass a.example", instance=1), Verdict.UNKNOWN),
    ],
)
def test_the_word_of_a_believed_server_decides(statement: Authentication, verdict: Verdict) -> None:
    assert judge([statement], domain="A.example", believed={"mx.example"}).verdict == verdict


def test_the_newest_statement_of_a_believed_server_counts_before_a_forged_one_below() -> None:
    check = judge(
        [says("dmarc=fail a.example"), says("dmarc=pass a.example")], domain="a.example", believed={"mx.example"}
    )
    assert (check.verdict, check.server, check.because) == (Verdict.FAILED, "mx.example", "dmarc=fail a.example")


def test_nobody_is_believed_unless_the_mailbox_says_so(world: World) -> None:
    message = received(mail(headers=FAILED))
    assert ("sender_check" in message.facts, kinds(message)) == (False, [])


def test_a_verified_sender_is_recorded_and_a_failed_one_marked(world: World) -> None:
    believe()
    good = received(mail(headers=PASSED))
    assert good.facts["sender_check"] == {
        "verdict": "verified",
        "server": "mx.caseway.example",
        "because": "dmarc=pass lumenlabs.example",
    }
    bad = received(mail(message_id="<2@x.example>", headers=FAILED))
    assert (bad.facts["sender_check"]["verdict"], kinds(bad)) == ("failed", ["check_failed"])


@pytest.mark.parametrize(
    ("to", "headers"),
    [(SUPPORT, {}), (f"{SUPPORT}, sales@caseway.example", {}), (SUPPORT, {"Delivered-To": "sales@caseway.example"})],
)
def test_a_word_is_believed_only_of_mail_that_came_past_that_server(
    world: World, to: str, headers: dict[str, str]
) -> None:
    """The mailbox that believes is fetched by IMAP; what is brought to our door says whatever its sender likes."""
    Mailbox.objects.create(address=SUPPORT)
    believes = {"believed_servers": "mx.caseway.example", "way_in": "imap"}
    Mailbox.objects.create(address="sales@caseway.example", **believes)
    message = received(mail(to=to, headers=PASSED | headers))
    past = received(mail(to="sales@caseway.example", message_id="<2@x.example>", headers=PASSED))
    assert ["sender_check" in one.facts for one in (message, past)] == [False, False]
    envelope = commands.Envelope("", ("sales@caseway.example",), "imap")
    fetched = commands.receive_mail(mail(message_id="<3@x.example>", headers=PASSED), at=AT, envelope=envelope)
    assert Message.objects.get(pk=fetched.id).facts["sender_check"]["verdict"] == "verified"


def test_a_forgery_joins_nothing_directs_no_answer_and_is_not_acknowledged(world: World, deliver: Deliver) -> None:
    believe()
    first = received(mail(headers=PASSED))
    deliver()
    case = Case.objects.get()
    acknowledged = Message.objects.filter(direction="out").count()
    headers = FAILED | {"In-Reply-To": first.message_id, "Reply-To": "eve@evil.example"}
    forged = received(mail(message_id="<2@x.example>", subject=f"[{case.number}] Now", headers=headers))
    deliver()
    assert forged.evidence["refused"] == [
        {"by": "In-Reply-To", "value": first.message_id},
        {"by": "subject tag", "value": case.number},
    ]
    assert forged.recipients["reply_to"] == []
    assert not first.conversation.participants.filter(address="eve@evil.example").exists()
    assert (acknowledged, Message.objects.filter(direction="out").count()) == (1, 1)


def test_a_forgery_that_a_person_takes_in_is_from_whom_it_says(
    world: World, supervisor: Agent, acting: Callable[[Agent], Actor]
) -> None:
    believe(on_forgery="hold")
    first = received(mail(headers=PASSED))
    receive(mail(message_id="<2@x.example>", headers=FAILED | {"In-Reply-To": first.message_id}))
    receipt = commands.recover_mail(Quarantine.objects.get(), actor=acting(supervisor))
    assert Message.objects.get(pk=receipt.id).conversation == first.conversation


def test_a_mailbox_may_hold_what_is_not_from_whom_it_says(world: World) -> None:
    believe(on_forgery="hold")
    assert receive(mail(headers=FAILED)).outcome == "held"
    held = Quarantine.objects.get()
    assert (held.cause, held.detail) == (
        "dmarc_failure",
        "mx.caseway.example says that it is not from maria@lumenlabs.example.",
    )
    received(mail(message_id="<2@x.example>", headers=PASSED))


@pytest.mark.parametrize(
    ("sender", "headers", "kind"),
    [
        ('"maria@lumenlabs.example" <eve@evil.example>', {}, "claims"),
        ("ANA  Ferro <eve@evil.example>", {}, "agent_name"),
        ("Ana Ferro <ana@caseway.example>", {}, None),
        ("Eve <eve@evil.example>", {"Reply-To": "adam@other.example"}, "answers_elsewhere"),
        ("Eve <eve@evil.example>", {"Reply-To": "adam@evil.example"}, None),
        ("Eve <eve@evil.example>, Maria <maria@lumenlabs.example>", {}, "several_senders"),
    ],
)
def test_whoever_wants_to_be_taken_for_another_is_flagged(
    world: World, owner: Agent, sender: str, headers: dict[str, str], kind: str | None
) -> None:
    assert kinds(received(mail(sender=sender, headers=headers))) == ([kind] if kind else [])


def test_a_known_customers_name_from_a_strange_address_is_flagged(world: World, deliver: Deliver) -> None:
    message = received(mail(sender="Maria Gomez <maria.gomez@evil.example>"))
    deliver()
    message.refresh_from_db()
    assert message.notices == [{"kind": "namesake", "name": "Maria Gomez"}]


def test_a_mailing_list_gives_the_person_who_wrote(world: World, deliver: Deliver) -> None:
    headers = {"X-Original-Sender": "maria@lumenlabs.example", "List-ID": "<users.lists.example>"}
    message = received(mail(sender="'Maria Gomez' via Users <users@lists.example>", headers=headers))
    assert (message.from_name, message.from_email) == ("Maria Gomez", "maria@lumenlabs.example")
    assert message.notices[-1] == {"kind": "list", "address": "users@lists.example", "source": "X-Original-Sender"}


def test_what_is_verified_of_a_list_says_nothing_of_whom_it_names(world: World) -> None:
    believe()
    checked = {"Authentication-Results": "mx.caseway.example; dmarc=pass header.from=evil.example"}
    headers = checked | {"X-Original-Sender": "maria@lumenlabs.example", "List-ID": "<users.evil.example>"}
    message = received(mail(sender="'Maria Gomez' via Users <users@evil.example>", headers=headers))
    assert message.from_email == "maria@lumenlabs.example"
    assert message.facts["sender_check"] == {
        "verdict": "unknown",
        "server": "mx.caseway.example",
        "because": "dmarc=pass evil.example",
    }


def test_an_agent_who_forwards_a_customers_mail_opens_the_case_for_the_customer(
    world: World, owner: Agent, deliver: Deliver
) -> None:
    message = received(
        mail(
            sender="Ana Ferro <ana@caseway.example>",
            subject="Fwd: Toaster burns",
            text=FORWARDED,
            headers={"Reply-To": "ana@caseway.example"},
        )
    )
    deliver()
    case = Case.objects.get()
    assert (case.contact.name, message.from_email) == ("Nora New", "nora@somewhere.example")
    assert message.evidence == {"by": "forward", "value": "Ana Ferro"}
    assert (message.recipients["reply_to"], kinds(message)) == ([], ["forwarded"])


def test_an_attached_mail_is_a_forwarded_one_too(world: World, owner: Agent) -> None:
    inner = mail(sender="Nora New <nora@somewhere.example>").decode()
    text = f"--b\nContent-Type: text/plain\n\nFYI\n--b\nContent-Type: message/rfc822\n\n{inner}\n--b--\n"
    headers = {"Content-Type": 'multipart/mixed; boundary="b"'}
    message = received(mail(sender="ana@caseway.example", subject="WG: Toaster", text=text, headers=headers))
    assert message.from_email == "nora@somewhere.example"


def test_somebody_who_is_no_agent_forwards_in_their_own_name(world: World) -> None:
    message = received(mail(sender="Eve <eve@evil.example>", subject="Fwd: Toaster", text=FORWARDED))
    assert (message.from_email, kinds(message)) == ("eve@evil.example", [])


def test_what_pretends_to_be_an_agents_forward_and_is_found_forged_is_not_one(world: World, owner: Agent) -> None:
    believe()
    headers = {"Authentication-Results": "mx.caseway.example; dmarc=fail header.from=caseway.example"}
    message = received(mail(sender="ana@caseway.example", subject="Fwd: Toaster", text=FORWARDED, headers=headers))
    assert message.from_email == "ana@caseway.example"


def test_the_case_page_and_the_message_say_whom_to_doubt(
    world: World, deliver: Deliver, supervisor: Agent, signed_in: SignIn
) -> None:
    believe()
    first = received(mail(headers=PASSED))
    deliver()
    case = Case.objects.get()
    second = received(
        mail(
            message_id="<2@x.example>",
            to=reply_address(SUPPORT, first.conversation_id),
            sender="Maria Gomez <maria@lumenlabs.example>",
            headers={"In-Reply-To": first.message_id, **FAILED},
        )
    )
    deliver()
    browser = signed_in(supervisor)
    page = browser.get(reverse("workspace:case", args=[case.number])).content.decode()
    assert "mx.caseway.example says that it is not from maria@lumenlabs.example. Do not trust it." in page
    about = browser.get(reverse("workspace:message_about", args=[first.pk])).content.decode()
    assert "Verified" in about
    assert "dmarc=pass lumenlabs.example" in about
    assert "Failed" in browser.get(reverse("workspace:message_about", args=[second.pk])).content.decode()


def test_a_mailbox_is_told_whom_to_believe(world: World, administrator: Agent, signed_in: SignIn) -> None:
    form = {"address": SUPPORT, "way_in": "listener", "believed_servers": "mx.example", "on_forgery": "hold"}
    signed_in(administrator).post(reverse("email:mailboxes_new"), form)
    box = Mailbox.objects.get()
    assert (box.believed_servers, box.on_forgery) == ("mx.example", "hold")
