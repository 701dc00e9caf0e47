from collections.abc import Callable

import pytest

from caseway.cases import commands
from caseway.cases.commands import NewActivity, Reply
from caseway.cases.models import Case
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.errors import Invalid
from caseway.sla.models import Clock
from tests.world import World

Deliver = Callable[[], int]


def first_response(case: Case) -> str:
    return Clock.objects.get(clock_set=case.clock_set_id, kpi__code="first_response").status


def test_a_reply_goes_to_the_contact_and_stops_the_first_clock(picked: Case, ana: Actor) -> None:
    message = commands.reply_to_customer(picked, actor=ana, reply=Reply(text="We look into it."))
    assert message.recipients["to"] == [{"name": "Maria Gomez", "email": "maria@lumenlabs.example"}]
    assert (message.state, message.direction, message.author) == ("queued", "out", ana.reference)
    picked.refresh_from_db()
    assert picked.first_responded_at == message.at
    assert picked.is_waiting_for_us is False
    assert first_response(picked) == "succeeded"


def test_an_acknowledgement_stops_no_clock(picked: Case, ana: Actor) -> None:
    message = commands.reply_to_customer(picked, actor=SYSTEM, reply=Reply(text="We received it."))
    picked.refresh_from_db()
    assert picked.first_responded_at is None
    assert first_response(picked) == "in_progress"
    assert message.author == "system:0"


def test_a_completed_call_is_a_first_response(picked: Case, ana: Actor) -> None:
    commands.add_activity(picked, actor=ana, new=NewActivity(kind="phone_call", subject="Called Maria", is_done=True))
    assert first_response(picked) == "succeeded"


def test_a_note_never_leaves_the_house(picked: Case, ana: Actor, deliver: Deliver) -> None:
    commands.add_note(picked, actor=ana, text="SECRET: batch 2210 is bad")
    commands.reply_to_customer(picked, actor=ana, reply=Reply(text="We look into it."))
    deliver()
    said = Message.objects.get()
    assert "SECRET" not in said.text + said.html + said.quoted_text
    assert said.source is not None
    assert Message.objects.count() == 1


def test_replies_stay_in_one_conversation_with_references(picked: Case, ana: Actor) -> None:
    first = commands.reply_to_customer(picked, actor=ana, reply=Reply(text="One"))
    second = commands.reply_to_customer(picked, actor=ana, reply=Reply(text="Two"))
    assert second.conversation == first.conversation
    assert second.references == [first.message_id]


@pytest.mark.parametrize("text", ["", "   \n "])
def test_an_empty_reply_is_refused(picked: Case, ana: Actor, text: str) -> None:
    with pytest.raises(Invalid):
        commands.reply_to_customer(picked, actor=ana, reply=Reply(text=text))
    assert Message.objects.count() == 0


def test_a_customer_without_an_address_is_named(world: World, picked: Case, ana: Actor) -> None:
    world.maria.points.all().delete()
    with pytest.raises(Invalid, match="no email address"):
        commands.reply_to_customer(picked, actor=ana, reply=Reply(text="Hello"))
