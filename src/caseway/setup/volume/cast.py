"""Who takes part in the history: ten teams with agents and queues, and customers in the thousands."""

from dataclasses import dataclass
from random import Random

from caseway.customers.models import Contact, ContactPoint
from caseway.operations.commands import ensure_default_roles
from caseway.operations.models import Agent, RoleAssignment, Team, TeamMembership
from caseway.routing.models import Queue, QueueMembership
from caseway.setup.volume import texts
from caseway.setup.volume.copying import Batch, reserve, reserve_from

REGIONS = ("North", "South", "East", "West", "Coast", "Alps", "Isles", "Central")
TIERS = ("standard",) * 7 + ("silver",) * 2 + ("gold",)
CUSTOMERS = ("customers.Account", "customers.Contact", "customers.ContactPoint")


@dataclass(frozen=True)
class Desk:
    """A team with its queue and the agents who work it."""

    team_id: int
    queue_id: int
    agents: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Person:
    contact_id: int
    account_id: int
    tier: str
    name: str
    email: str


def desks(*, with_regions: bool) -> list[Desk]:
    """The company's own teams, and with regions eight more, made where they are missing."""
    for region in REGIONS if with_regions else ():
        _ensure_region(region)
    found = []
    for team in Team.objects.order_by("id"):
        queue = Queue.objects.filter(owner_team=team).first()
        agents = tuple(Agent.objects.filter(memberships__team=team).values_list("id", "name"))
        if queue and agents:
            found.append(Desk(team.pk, queue.pk, agents))
    return found


def people(random: Random, wanted: int) -> list[Person]:
    """So many customers of the history, each with an account; new ones are written by COPY."""
    known = Contact.objects.filter(job_title="Manager", account__isnull=False).count()
    if known < wanted:
        _write_people(random, wanted - known)
    rows = ContactPoint.objects.filter(contact__job_title="Manager", kind="email").order_by("id")
    return [
        Person(*values)
        for values in rows.values_list(
            "contact_id", "contact__account_id", "contact__account__tier", "contact__name", "value"
        )[:wanted]
    ]


def _ensure_region(region: str) -> None:
    team, is_new = Team.objects.get_or_create(name=f"Care {region}")
    if not is_new:
        return
    queue = Queue.objects.create(slug=f"care-{region.lower()}", name=f"Care {region}", owner_team=team, priority=70)
    role = ensure_default_roles()["agent"]
    for name in ("First", "Second", "Third"):
        agent = Agent.objects.create(name=f"{name} agent {region}")
        RoleAssignment.objects.create(agent=agent, role=role)
        TeamMembership.objects.create(team=team, agent=agent)
        QueueMembership.objects.create(queue=queue, agent=agent)


def _write_people(random: Random, count: int) -> None:
    batch = Batch()
    accounts, contacts = reserve("customers.Account", count), reserve("customers.Contact", count)
    numbers = reserve_from("account_number", count)
    for account_id, contact_id, number in zip(accounts, contacts, numbers, strict=True):
        name = texts.person(random)
        email = f"{name.lower().replace(' ', '.')}.{contact_id}@customers.example"
        batch.add(
            "customers.Account",
            id=account_id,
            number=f"ACC-{number}",
            name=texts.business(random),
            tier=random.choice(TIERS),
            website="",
            created_at="2022-01-01T00:00:00Z",
        )
        batch.add(
            "customers.Contact",
            id=contact_id,
            name=name,
            account_id=account_id,
            job_title="Manager",
            time_zone="",
            language="",
            created_at="2022-01-01T00:00:00Z",
        )
        batch.add(
            "customers.ContactPoint",
            contact_id=contact_id,
            kind="email",
            value=email,
            normalized=email,
            is_primary=True,
            is_undeliverable=False,
        )
    batch.write(CUSTOMERS)
