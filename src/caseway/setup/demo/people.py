"""The people who work there: what they sign in with, their teams and roles."""

from dataclasses import dataclass

from caseway.kernel.models import User
from caseway.operations.commands import ensure_default_roles
from caseway.operations.models import Agent, RoleAssignment, Team, TeamMembership
from caseway.operations.rules.roles import DEFAULT_ROLES

PASSWORD = "kitchen-demo-1"  # noqa: S105


@dataclass(frozen=True)
class Person:
    email: str
    name: str
    role: str
    team: str = ""
    signature: str = ""

    @property
    def role_name(self) -> str:
        return DEFAULT_ROLES[self.role][0]


SIGN_INS = (
    Person("ana@caseway.example", "Ana Ferro", "agent", "Gold support", "Ana Ferro\nGold support, Fornello"),
    Person("ben@caseway.example", "Ben Osei", "agent", "Gold support", "Ben Osei\nGold support, Fornello"),
    Person("chloe@caseway.example", "Chloe Park", "agent", "Customer care", "Chloe Park\nCustomer care, Fornello"),
    Person("dev@caseway.example", "Dev Patel", "agent", "Customer care", "Dev Patel\nCustomer care, Fornello"),
    Person("sofia@caseway.example", "Sofia Brandt", "supervisor", "", "Sofia Brandt\nHead of service, Fornello"),
    Person("eva@caseway.example", "Eva Lind", "knowledge-author", "Customer care"),
    Person("admin@caseway.example", "Alex Moreau", "administrator"),
)


def set_up_people() -> bool:
    """Agents with teams and roles; False where there are any already."""
    if Agent.objects.exists():
        return False
    roles = ensure_default_roles()
    teams = {name: Team.objects.create(name=name) for name in ("Gold support", "Customer care")}
    for person in SIGN_INS:
        agent = Agent.objects.create(
            user=User.objects.create_user(person.email, PASSWORD),
            name=person.name,
            signature=person.signature,
            time_zone="Europe/Berlin",
        )
        RoleAssignment.objects.create(agent=agent, role=roles[person.role])
        if person.team:
            TeamMembership.objects.create(team=teams[person.team], agent=agent)
    return True
