"""What does not become a case stands where people look, with its cause; they decide, about one or about many."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from caseway.cases.models import Case
from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.commands.bulk import AT_ONCE
from caseway.engagement.channels.email.models import BlockedSender, BulkDecision, Quarantine
from caseway.engagement.channels.email.queries import Wanted
from caseway.engagement.models import Message
from caseway.intake.models import IntakeLog
from caseway.kernel.access import Actor
from caseway.kernel.caching import forget_all
from caseway.kernel.errors import NotAllowed
from caseway.operations.models import Agent
from tests.callers import make_caller
from tests.engagement.email_channel.mails import Deliver, mail, receive, received
from tests.fixtures import SignIn
from tests.world import World

Acting = Callable[[Agent], Actor]
OUT_OF_OFFICE = {"Auto-Submitted": "auto-replied"}


def hold(count: int) -> None:
    """Mails from one of our own addresses, each held as a loop."""
    for number in range(count):
        receive(mail(sender="support@caseway.example", subject=f"Round {number}", message_id=f"<{number}@x.example>"))


def states() -> list[str]:
    return list(Quarantine.objects.order_by("pk").values_list("state", flat=True))


def test_automatic_mail_that_belongs_nowhere_is_held_with_its_source(world: World, deliver: Deliver) -> None:
    raw = mail(headers=OUT_OF_OFFICE)
    message = received(raw)
    deliver()
    held = Quarantine.objects.get()
    assert (held.cause, held.message, held.state, held.size) == ("automated", message, "held", len(raw))
    assert held.detail == "It is an automatic message: these never open a case."
    deliver()
    assert Quarantine.objects.count() == 1


def test_automatic_mail_of_a_case_is_attached_and_not_held(world: World, deliver: Deliver) -> None:
    first = received(mail())
    deliver()
    received(mail(message_id="<2@x.example>", headers={"In-Reply-To": first.message_id, **OUT_OF_OFFICE}))
    deliver()
    assert (Quarantine.objects.count(), Case.objects.count()) == (0, 1)


def test_an_unknown_sender_who_is_not_allowed_is_held(world: World, deliver: Deliver) -> None:
    world.rule.unknown_sender = "refuse"
    world.rule.save()
    received(mail(sender="Nora <nora@somewhere.example>"))
    deliver()
    assert (Quarantine.objects.get().cause, Case.objects.count()) == ("unknown_sender", 0)


@pytest.mark.parametrize("kind", ["automated", "unknown_sender"])
def test_what_was_set_aside_is_taken_in_and_becomes_a_case(
    world: World, deliver: Deliver, supervisor: Agent, acting: Acting, kind: str
) -> None:
    world.rule.unknown_sender = "refuse"
    world.rule.save()
    received(mail(sender="Nora <nora@somewhere.example>", headers=OUT_OF_OFFICE if kind == "automated" else {}))
    deliver()
    held = Quarantine.objects.get(cause=kind)
    commands.recover_mail(held, actor=acting(supervisor))
    deliver()
    case = Case.objects.get()
    assert (case.contact.name, IntakeLog.objects.get().outcome, states()) == ("Nora", "opened", ["recovered"])
    assert Message.objects.filter(direction="out").exists() is (kind == "unknown_sender")


def test_automatic_mail_without_a_usable_sender_stays_a_message_without_a_case(
    world: World, deliver: Deliver, supervisor: Agent, acting: Acting
) -> None:
    receive(b"\0 nothing")
    commands.recover_mail(Quarantine.objects.get(), actor=acting(supervisor))
    deliver()
    assert (Case.objects.count(), states(), IntakeLog.objects.get().outcome) == (0, ["recovered"], "skipped")


@pytest.mark.parametrize(
    ("pattern", "sender", "is_held"),
    [
        ("eve@evil.example", "Eve <EVE@evil.example>", True),
        ("eve@evil.example", "adam@evil.example", False),
        ("evil.example", "adam@evil.example", True),
        ("evil.example", "adam@mail.evil.example", True),
        ("evil.example", "adam@notevil.example", False),
    ],
)
def test_mail_of_a_blocked_sender_is_held(world: World, pattern: str, sender: str, is_held: bool) -> None:
    BlockedSender.objects.create(pattern=pattern, reason="Sends only advertisements.")
    forget_all()
    receipt = receive(mail(sender=sender))
    assert (receipt.outcome == "held") is is_held
    if is_held:
        held = Quarantine.objects.get()
        assert (held.cause, held.detail) == ("blocked", f"{pattern} is blocked. Sends only advertisements.")


def test_senders_are_blocked_in_a_page_and_by_programs(
    world: World, supervisor: Agent, signed_in: SignIn, client: Client
) -> None:
    page = signed_in(supervisor)
    new = reverse("email:blocked_senders_new")
    assert 'value="eve@evil.example"' in page.get(new, {"pattern": "eve@evil.example", "x": "1"}).content.decode()
    page.post(new, {"pattern": "@Evil.example", "reason": "Spam"})
    assert BlockedSender.objects.get().pattern == "evil.example"
    for wrong, sentence in (("no address", "Write an address or a domain"), ("support@caseway.example", "our own")):
        refused = page.post(new, {"pattern": wrong})
        assert (refused.status_code, sentence in refused.content.decode()) == (422, True)
    assert "evil.example" in page.get(reverse("email:blocked_senders")).content.decode()
    call = make_caller(client, "mail.quarantine")
    assert call("post", "/blocked-senders", {"pattern": "spam.example"}).status_code == 201
    assert make_caller(client, "cases.read")("post", "/blocked-senders", {"pattern": "b.example"}).status_code == 403
    assert BlockedSender.objects.count() == 2


def test_a_few_are_decided_at_once_and_taken_back(world: World, supervisor: Agent, acting: Acting) -> None:
    hold(3)
    actor = acting(supervisor)
    chosen = list(Quarantine.objects.values_list("pk", flat=True)[:2])
    decision = commands.decide_many(verb="discard", wanted=Wanted(), ids=chosen, actor=actor)
    assert (decision.total, decision.done, decision.refused, sorted(states())) == (
        2,
        2,
        0,
        ["discarded", "discarded", "held"],
    )
    undo = Wanted(state="discarded", decided_in=decision.pk)
    assert commands.decide_many(verb="restore", wanted=undo, actor=actor).done == 2
    assert states() == ["held"] * 3


def test_many_are_decided_by_a_job_and_one_refusal_stops_no_other(
    world: World, supervisor: Agent, acting: Acting, deliver: Deliver
) -> None:
    hold(AT_ONCE + 3)
    decision = commands.decide_many(verb="recover", wanted=Wanted(cause="loop"), actor=acting(supervisor))
    assert (decision.total, decision.finished_at) == (AT_ONCE + 3, None)
    late = mail(sender="support@caseway.example", subject="Later", message_id="<late@x.example>")
    receive(late)
    commands.discard_mail(Quarantine.objects.order_by("pk")[0], actor=acting(supervisor))
    deliver()
    decision.refresh_from_db()
    assert (decision.done, decision.refused, decision.finished_at is not None) == (AT_ONCE + 2, 0, True)
    assert states() == ["discarded", *["recovered"] * (AT_ONCE + 2), "held"]


def test_a_job_that_was_stopped_goes_on_where_it_was(world: World, supervisor: Agent, acting: Acting) -> None:
    hold(AT_ONCE + 1)
    decision = commands.decide_many(verb="discard", wanted=Wanted(), actor=acting(supervisor))
    third = Quarantine.objects.order_by("pk")[2].pk
    BulkDecision.objects.update(cursor=third, done=3)
    commands.carry_out(decision.pk)
    commands.carry_out(decision.pk)
    decision.refresh_from_db()
    assert (decision.done, states().count("held")) == (AT_ONCE + 1, 3)


def test_what_is_refused_is_said(world: World, supervisor: Agent, acting: Acting) -> None:
    hold(2)
    first = Quarantine.objects.order_by("pk")[0]
    commands.discard_mail(first, actor=acting(supervisor))
    chosen = list(Quarantine.objects.values_list("pk", flat=True))
    decision = commands.decide_many(verb="discard", wanted=Wanted(), ids=chosen, actor=acting(supervisor))
    assert (decision.done, decision.refused) == (1, 1)
    assert decision.refusal == "Round 0: This mail is discarded by now."


def test_the_page_filters_searches_counts_and_decides(
    world: World, supervisor: Agent, signed_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    hold(2)
    receive(b"\0 nothing")
    browser, address = signed_in(supervisor), reverse("email:quarantine")
    with django_assert_max_num_queries(8):  # type: ignore[attr-defined]
        page = browser.get(address).content.decode()
    assert "A loop" in page
    assert "Could not be read" in page
    found = browser.get(address, {"q": "round 1"}).content.decode()
    assert ("Round 1" in found, "Round 0" in found) == (True, False)
    narrowed = browser.get(address, {"cause": "parse_error"}).content.decode()
    assert "Round 1" not in narrowed
    done = browser.post(f"{reverse('email:decide_many', args=['discard'])}?cause=loop", headers={"HX-Request": "true"})
    assert (done.status_code, "2 mails are discarded." in done["HX-Trigger"]) == (204, True)
    assert "decided_in=" in done["HX-Trigger"]
    decision = BulkDecision.objects.get()
    undo = f"{reverse('email:decide_many', args=['restore'])}?decided_in={decision.pk}&state=discarded"
    browser.post(undo)
    assert states() == ["held"] * 3


def test_programs_decide_about_many_and_ask_how_far_it_is(world: World, supervisor: Agent, client: Client) -> None:
    hold(2)
    call = make_caller(client, "mail.quarantine")
    begun = call("post", "/quarantine/bulk", {"verb": "discard", "q": "round"})
    assert (begun.status_code, begun.json()["done"]) == (202, 2)
    assert call("get", f"/quarantine/bulk/{begun.json()['id']}").json()["finished_at"]
    mail_id = Quarantine.objects.order_by("pk")[0].pk
    assert call("post", f"/quarantine/{mail_id}/restore").json()["state"] == "held"
    assert [one["id"] for one in call("get", "/quarantine?q=round+0&state=any").json()["items"]] == [mail_id]


def test_who_may_not_decides_about_none(
    world: World, owner: Agent, signed_in: SignIn, acting: Acting, client: Client
) -> None:
    hold(2)
    with pytest.raises(NotAllowed):
        commands.decide_many(verb="discard", wanted=Wanted(), actor=acting(owner))
    for verb in ("discard", "recover", "restore"):
        assert signed_in(owner).post(reverse("email:decide_many", args=[verb])).status_code == 403
    assert make_caller(client, "cases.read")("post", "/quarantine/bulk", {"verb": "discard"}).status_code == 403
    assert (states(), BulkDecision.objects.count()) == (["held", "held"], 0)
