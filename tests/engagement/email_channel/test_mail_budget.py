"""What a mail costs, from the listener's hand to the routed case with clocks and entitlement (issue 2, section 6)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from caseway.cases.models import Case
from caseway.engagement.models import Message
from caseway.intake.models import CreationRuleItem
from caseway.sla.models import Clock
from tests.engagement.email_channel.mails import mail, receive
from tests.world import World


def test_a_mail_costs_at_most_thirty_statements_until_its_case_is_routed(committed_world: World) -> None:
    CreationRuleItem.objects.update(auto_reply=None)
    assert statements_of_a_mail() <= 24
    case = Case.objects.latest("id")
    assert (Case.objects.count(), case.work_item.queue, case.entitlement) == (
        2,
        committed_world.gold_queue,
        committed_world.entitlement,
    )
    assert Clock.objects.filter(clock_set=case.clock_set).count() == 2


def test_with_its_acknowledgement_it_costs_a_few_more(committed_world: World) -> None:
    assert statements_of_a_mail() <= 30
    assert Message.objects.filter(direction="out").count() == 2


def statements_of_a_mail() -> int:
    """Of the second one: configuration is read once every few seconds, not for each mail."""
    receive(mail(), at=timezone.now())
    with CaptureQueriesContext(connection) as queries:
        receive(mail(message_id="<2@lumenlabs.example>", text="It drips again.\n"), at=timezone.now())
    return sum(query["sql"] not in ("BEGIN", "COMMIT") for query in queries)
