"""One mail to several of our mailboxes: one case by default, one for each that wants its own."""

import pytest

from caseway.cases import commands
from caseway.cases.models import Case
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import reply_address
from caseway.engagement.models import Message
from caseway.intake.models import CreationRule, CreationRuleItem, IntakeLog
from caseway.kernel.access import SYSTEM
from caseway.kernel.caching import forget_all
from tests.engagement.email_channel.mails import SUPPORT, Deliver, mail, receive, received
from tests.world import World

RETURNS = "returns@caseway.example"


@pytest.fixture
def returns(world: World) -> CreationRule:
    """A second mailbox with a rule of its own."""
    for address in (SUPPORT, RETURNS):
        Mailbox.objects.create(address=address)
    rule = CreationRule.objects.create(name="Returns", mailbox=RETURNS, is_active=True)
    CreationRuleItem.objects.create(rule=rule, name="Every message", position=1, mapping={"kind": "request"})
    world.rule.save()  # changed last, so it is the first
    forget_all()
    return rule


def own_case(rule: CreationRule) -> None:
    CreationRule.objects.filter(pk=rule.pk).update(opens_own_case=True)
    forget_all()


def to_both() -> bytes:
    text = '--b\nContent-Type: text/plain\n\nIt drips.\n--b\nContent-Type: text/csv; name="a.csv"\n\na;b\n--b--\n'
    return mail(to=f"{SUPPORT}, {RETURNS}", text=text, headers={"Content-Type": 'multipart/mixed; boundary="b"'})


def test_one_case_by_default(returns: CreationRule, deliver: Deliver) -> None:
    received(to_both(), recipients=(SUPPORT, RETURNS))
    deliver()
    assert (Case.objects.count(), Message.objects.filter(direction="in").count()) == (1, 1)


def test_a_mailbox_may_want_a_case_of_its_own(returns: CreationRule, deliver: Deliver) -> None:
    own_case(returns)
    first = received(to_both(), recipients=(SUPPORT, RETURNS))
    deliver()
    here, there = Case.objects.order_by("pk")
    copy = Message.objects.get(direction="in", conversation__reference=there.number)
    assert (here.kind, there.kind, copy.evidence) == ("question", "request", {"by": "copy", "of": first.pk})
    assert (copy.reply_text, copy.source.size, copy.attachments.get().filename) == (
        first.reply_text,
        first.source.size,
        "a.csv",
    )
    assert sorted(IntakeLog.objects.values_list("rule__name", "outcome")) == [("Mail", "opened"), ("Returns", "opened")]
    assert receive(to_both(), recipients=(RETURNS,)).outcome == "repeated"
    deliver()
    assert Case.objects.count() == 2


def test_answers_to_each_case_come_back_to_it(returns: CreationRule, deliver: Deliver) -> None:
    own_case(returns)
    first = received(to_both(), recipients=(SUPPORT, RETURNS))
    deliver()
    here, there = Case.objects.order_by("pk")
    ours = commands.reply_to_customer(there, actor=SYSTEM, reply=commands.Reply(text="Send it in."))
    by_id = received(mail(message_id="<2@x.example>", headers={"In-Reply-To": ours.message_id}))
    signed = reply_address(RETURNS, ours.conversation_id)
    by_address = received(mail(message_id="<3@x.example>", to=signed), recipients=(signed,))
    to_first = received(mail(message_id="<4@x.example>", headers={"In-Reply-To": first.message_id}))
    numbers = [message.conversation.reference for message in (by_id, by_address, to_first)]
    assert numbers == [there.number, there.number, here.number]


def test_a_reply_to_a_case_opens_no_further_ones(returns: CreationRule, deliver: Deliver) -> None:
    first = received(mail())
    deliver()
    own_case(returns)
    received(mail(to=f"{SUPPORT}, {RETURNS}", message_id="<2@x.example>", headers={"In-Reply-To": first.message_id}))
    deliver()
    assert Case.objects.count() == 1
