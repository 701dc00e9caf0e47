"""A small company for tests, and the running of its handlers inside a test's own transaction."""

import json
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection

from caseway.customers.models import Account, Contact
from caseway.customers.testing import make_account, make_contact
from caseway.engagement.channels.email.commands import send_due
from caseway.entitlements.models import Entitlement
from caseway.entitlements.testing import make_entitlement
from caseway.intake.models import CreationRule, CreationRuleItem
from caseway.kernel.events import deliver_due, drain_bulk
from caseway.kernel.models import EventDelivery, User
from caseway.operations.commands import ensure_default_roles
from caseway.operations.models import Agent, BusinessCalendar, RoleAssignment, Team, TeamMembership, Template
from caseway.routing.models import Queue, QueueMembership, RoutingRule
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy

SUPPORT = "support@caseway.example"
GOLD = {"all": [{"field": "tier", "op": "is", "value": "gold"}]}


@dataclass(frozen=True)
class World:
    """The gold customer's contract allows 15 cases; first response is due in 15 business minutes."""

    gold_team: Team
    care_team: Team
    gold_queue: Queue
    general_queue: Queue
    calendar: BusinessCalendar
    policy: SlaPolicy
    account: Account
    maria: Contact
    entitlement: Entitlement
    rule: CreationRule


def make_world() -> World:
    gold_team, care_team = Team.objects.create(name="Gold support"), Team.objects.create(name="Customer care")
    gold = Queue.objects.create(slug="gold", name="Gold", is_public=False, owner_team=gold_team)
    general = Queue.objects.create(slug="general", name="General", is_default=True, owner_team=care_team)
    RoutingRule.objects.create(name="Gold customers", position=1, condition=GOLD, queue=gold)
    calendar = BusinessCalendar.objects.create(
        name="Support hours",
        timezone="UTC",
        hours={day: [["09:00", "12:00"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    )
    policy = _policy(calendar)
    account = make_account("Lumen Labs", tier="gold")
    maria = make_contact("Maria Gomez", email="maria@lumenlabs.example", account=account)
    entitlement = make_entitlement(account, policy=policy, is_default=True)
    return World(gold_team, care_team, gold, general, calendar, policy, account, maria, entitlement, _creation_rule())


def make_agent(name: str, *, role: str, team: Team | None = None, queue: Queue | None = None) -> Agent:
    """A person whose address is the first name at caseway.example; the user has no password."""
    email = f"{name.split(maxsplit=1)[0].lower()}@caseway.example"
    agent = Agent.objects.create(user=User.objects.create_user(email), name=name)
    RoleAssignment.objects.create(agent=agent, role=ensure_default_roles()[role])
    if team:
        TeamMembership.objects.create(team=team, agent=agent)
    if queue:
        QueueMembership.objects.create(queue=queue, agent=agent)
    return agent


def run_deliveries() -> int:
    """Run every waiting handler, and what these publish, and send what may leave; returns how many ran."""
    total = 0
    while True:
        EventDelivery.objects.filter(is_dead=False).update(next_at="2020-01-01T00:00:00Z")
        ran = deliver_due() + run_jobs() + send_due()
        failed = EventDelivery.objects.exclude(error="").first()
        assert failed is None, f"{failed}: {failed.error}"
        if not ran:
            return total + drain_bulk()
        total += ran


def run_jobs() -> int:
    """Run the queued jobs that are due, as a worker would, here and now."""
    from procrastinate.contrib.django import app

    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()"
            " RETURNING id, task_name, args"
        )
        jobs = sorted(cursor.fetchall())
    for _id, name, args in jobs:
        app.tasks[name].func(**(json.loads(args) if isinstance(args, str) else args))
    return len(jobs)


def _policy(calendar: BusinessCalendar) -> SlaPolicy:
    policy = SlaPolicy.objects.create(name="Service", status=SlaPolicy.Status.ACTIVE, is_default=True)
    for position, (code, name, amount) in enumerate(
        (("first_response", "First response", timedelta(minutes=15)), ("resolve", "Resolve", timedelta(hours=7)))
    ):
        kpi = SlaKpi.objects.get_or_create(code=code, defaults={"name": name})[0]
        SlaItem.objects.create(
            policy=policy,
            kpi=kpi,
            name=name,
            position=position,
            calendar=calendar,
            fail_after=amount,
            warn_after=amount * 2 / 3,
        )
    return policy


def _creation_rule() -> CreationRule:
    template = Template.objects.create(
        name="Received", slug="received", subject="{{ case.title }}", body="{{ case.number }}"
    )
    rule = CreationRule.objects.create(name="Mail", mailbox=SUPPORT, is_active=True)
    CreationRuleItem.objects.create(rule=rule, name="Every message", position=1, auto_reply=template)
    return rule
