"""How the company serves: calendars, service levels, queues and their rules, mail, templates, the process flow."""

from datetime import date, timedelta

from django.conf import settings

from caseway.engagement.channels.email.models import Mailbox
from caseway.intake.models import CreationRule, CreationRuleItem
from caseway.operations.models import Agent, BusinessCalendar, Holiday, Team, Template
from caseway.routing.models import Queue, QueueMembership, RoutingRule
from caseway.setup.demo.quick_replies import make_quick_replies
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy

Condition = dict[str, list[dict[str, str]]]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
GOLD: Condition = {"all": [{"field": "tier", "op": "is", "value": "gold"}]}
SILVER: Condition = {"all": [{"field": "tier", "op": "is", "value": "silver"}]}

ACKNOWLEDGEMENT = """Hello {{ contact.name }},

we have received your message. Your case is {{ case.number }}: {{ case.title }}.
Answer to this mail whenever you have something to add.

Fornello customer care
"""


def set_up_service() -> None:
    calendars = _calendars()
    _service_levels(calendars)
    _queues()
    _mail()


def _calendars() -> dict[str, BusinessCalendar]:
    support = BusinessCalendar.objects.create(
        name="Support hours",
        timezone="Europe/Berlin",
        hours={day: [["08:00", "12:00"], ["13:00", "18:00"]] for day in WEEKDAYS},
    )
    gold = BusinessCalendar.objects.create(
        name="Gold hours",
        timezone="Europe/Berlin",
        hours={day: [["07:00", "21:00"]] for day in (*WEEKDAYS, "sat")},
    )
    for year in (2026, 2027):
        for on, name in (
            (date(year, 1, 1), "New Year"),
            (date(year, 5, 1), "Labour Day"),
            (date(year, 12, 25), "Christmas"),
        ):
            Holiday.objects.bulk_create(Holiday(calendar=calendar, on=on, name=name) for calendar in (support, gold))
    return {"support": support, "gold": gold}


def _service_levels(calendars: dict[str, BusinessCalendar]) -> None:
    first = SlaKpi.objects.get_or_create(code="first_response", defaults={"name": "First response"})[0]
    resolve = SlaKpi.objects.get_or_create(code="resolve", defaults={"name": "Resolve"})[0]
    policy = SlaPolicy.objects.create(name="Fornello service", status=SlaPolicy.Status.ACTIVE, is_default=True)
    promises: tuple[tuple[SlaKpi, str, Condition, str, timedelta, timedelta], ...] = (
        (first, "Gold: answered in 15 minutes", GOLD, "gold", timedelta(minutes=10), timedelta(minutes=15)),
        (first, "Silver: answered in 2 hours", SILVER, "support", timedelta(minutes=90), timedelta(hours=2)),
        (first, "Answered in a working day", {}, "support", timedelta(hours=7), timedelta(hours=9)),
        (resolve, "Gold: solved in 8 hours", GOLD, "gold", timedelta(hours=6), timedelta(hours=8)),
        (resolve, "Solved in five working days", {}, "support", timedelta(hours=36), timedelta(hours=45)),
    )
    for position, (kpi, name, condition, calendar, warn, fail) in enumerate(promises, 1):
        SlaItem.objects.create(
            policy=policy,
            kpi=kpi,
            name=name,
            position=position,
            condition=condition,
            calendar=calendars[calendar],
            warn_after=warn,
            fail_after=fail,
            may_pause=kpi == resolve,
        )


def _queues() -> None:
    teams = {team.name: team for team in Team.objects.all()}
    queues = (
        ("gold", "Gold", "Customers with a gold contract", False, False, 10, "Gold support"),
        ("general", "General", "Everything that no rule sends elsewhere", True, True, 50, "Customer care"),
        ("returns", "Returns and repairs", "Machines on their way to us", True, False, 60, "Customer care"),
    )
    for slug, name, description, is_public, is_default, priority, team in queues:
        queue = Queue.objects.create(
            slug=slug,
            name=name,
            description=description,
            is_public=is_public,
            is_default=is_default,
            priority=priority,
            owner_team=teams[team],
        )
        members = Agent.objects.filter(memberships__team=teams[team])
        QueueMembership.objects.bulk_create(QueueMembership(queue=queue, agent=agent) for agent in members)
    RoutingRule.objects.create(name="Gold customers", position=1, condition=GOLD, queue=Queue.objects.get(slug="gold"))
    RoutingRule.objects.create(
        name="Returns and repairs",
        position=2,
        condition={
            "any": [
                {"field": "title", "op": "contains", "value": "return"},
                {"field": "title", "op": "contains", "value": "repair"},
            ]
        },
        queue=Queue.objects.get(slug="returns"),
    )


def _mail() -> None:
    Mailbox.objects.create(
        address=settings.CASEWAY.support_address,
        name="Fornello customer care",
        is_default=True,
        signature="Fornello customer care",
    )
    make_quick_replies()
    template = Template.objects.create(
        name="We have received your message",
        slug="acknowledgement",
        subject="[{{ case.number }}] {{ case.title }}",
        body=ACKNOWLEDGEMENT,
    )
    rule = CreationRule.objects.create(
        name="Mail to customer care", mailbox=settings.CASEWAY.support_address, is_active=True
    )
    CreationRuleItem.objects.create(rule=rule, name="Every message", position=1, auto_reply=template)
