from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.engagement.commands import IncomingMessage, receive_message
from caseway.engagement.models import Message
from caseway.intake.models import IntakeLog
from caseway.kernel.access import Actor
from caseway.operations.models import Agent
from caseway.sla.models import Clock
from tests.world import SUPPORT, World

ARRIVED = datetime(2026, 11, 23, 11, 50, tzinfo=UTC)  # a Monday, ten minutes before the lunch break
Deliver = Callable[[], int]


@pytest.fixture(autouse=True)
def _monday() -> object:
    with time_machine.travel(ARRIVED, tick=False) as traveller:
        yield traveller


def arrive(**values: object) -> Message:
    number = Message.objects.count()
    defaults = {
        "channel": "email",
        "at": ARRIVED,
        "message_id": f"<{number}@mail.example>",
        "content_hash": f"{number}",
        "raw": b"Subject: Brewer leaks\r\n\r\nIt drips.",
        "from_name": "Maria Gomez",
        "from_email": "maria@lumenlabs.example",
        "recipients": {"to": [{"name": "", "email": SUPPORT}]},
        "subject": "Brewer leaks",
        "text": "It drips.",
        "html": "",
        "reply_text": "It drips.",
        "quoted_text": "",
    }
    return receive_message(IncomingMessage(**{**defaults, **values}))


def test_a_gold_customers_message_becomes_a_case_in_the_gold_queue(world: World, deliver: Deliver) -> None:
    message = arrive()
    deliver()

    case = Case.objects.get()
    assert (case.title, case.origin, case.state) == ("Brewer leaks", "email", "active")
    assert (case.contact, case.account, case.entitlement) == (world.maria, world.account, world.entitlement)
    assert case.work_item.queue == world.gold_queue
    assert (case.owner_id, case.team) == (None, world.gold_team)
    assert case.opened_at == ARRIVED
    log = IntakeLog.objects.get(message=message)
    assert (log.outcome, log.case) == ("opened", case)
    message.refresh_from_db()
    conversation = message.conversation
    assert (conversation.reference, conversation.team) == (case.number, world.gold_team)


def test_the_first_response_is_due_fifteen_business_minutes_after_arrival(world: World, deliver: Deliver) -> None:
    arrive()
    deliver()
    clock = Clock.objects.get(kpi__code="first_response")
    assert clock.due_at == datetime(2026, 11, 23, 13, 5, tzinfo=UTC)  # 10 minutes before lunch, 5 after
    assert Case.objects.get().due_at == clock.due_at


def test_a_message_is_decided_upon_once(world: World, deliver: Deliver) -> None:
    from caseway.intake.commands import decide_message

    message = arrive()
    deliver()
    assert decide_message(message.pk) is None
    assert Case.objects.count() == 1


def test_an_unknown_sender_becomes_a_contact(world: World, deliver: Deliver) -> None:
    arrive(from_email="new@somewhere.example", from_name="Nora New")
    deliver()
    case = Case.objects.get()
    assert (case.contact.name, case.account) == ("Nora New", None)
    assert case.work_item.queue == world.general_queue


def test_an_unknown_sender_may_be_refused(world: World, deliver: Deliver) -> None:
    world.rule.unknown_sender = "refuse"
    world.rule.save()
    arrive(from_email="new@somewhere.example")
    deliver()
    assert Case.objects.count() == 0
    assert IntakeLog.objects.get().reason == "unknown_sender"


def test_an_automatic_message_opens_no_case(world: World, deliver: Deliver) -> None:
    arrive(is_auto=True)
    deliver()
    assert (Case.objects.count(), IntakeLog.objects.get().reason) == (0, "automatic_message")


def test_a_reply_is_attached_to_its_active_case(world: World, deliver: Deliver) -> None:
    first = arrive()
    deliver()
    arrive(conversation_id=first.conversation_id, evidence={"by": "In-Reply-To"})
    deliver()
    assert Case.objects.count() == 1
    assert IntakeLog.objects.latest("id").outcome == "attached"


@pytest.mark.parametrize(
    ("creates", "wait", "after", "outcome"),
    [
        (False, None, timedelta(days=90), "attached"),
        (True, None, timedelta(0), "opened"),
        (True, timedelta(days=2), timedelta(days=1), "attached"),
        (True, timedelta(days=2), timedelta(days=3), "opened"),
    ],
)
def test_a_reply_to_a_resolved_case_never_reopens_it(
    world: World,
    deliver: Deliver,
    supervisor: Agent,
    acting: Callable[[Agent], Actor],
    creates: bool,
    wait: timedelta | None,
    after: timedelta,
    outcome: str,
) -> None:
    world.rule.creates_when_connected, world.rule.wait_after_resolution = creates, wait
    world.rule.save()
    first = arrive()
    deliver()
    case = Case.objects.get()
    cases.resolve_case(case, actor=acting(supervisor), resolution=cases.Resolution(resolution="New seal"))

    arrive(conversation_id=first.conversation_id, evidence={"by": "In-Reply-To"}, at=ARRIVED + after)
    deliver()
    case.refresh_from_db()
    assert case.state == "resolved"
    assert IntakeLog.objects.latest("id").outcome == outcome
    assert Case.objects.count() == (2 if outcome == "opened" else 1)
