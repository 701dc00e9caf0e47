"""Who acts in these tests."""

import pytest

from caseway.kernel.access import Actor, ActorKind, Grant, Level
from caseway.kernel.api.tokens import digest_of
from caseway.kernel.models import ApiToken, User
from caseway.operations.models import Agent, Role, RoleAssignment


def agent(number: int, *permissions: str) -> Actor:
    grants = tuple(Grant(permission, Level.ALL) for permission in permissions)
    return Actor(kind=ActorKind.AGENT, id=number, name=f"Agent {number}", grants=grants)


@pytest.fixture
def writer() -> Actor:
    return agent(1, "customers.read", "customers.write", "settings.manage")


@pytest.fixture
def reader() -> Actor:
    return agent(2, "customers.read")


@pytest.fixture
def stranger() -> Actor:
    return agent(3)


@pytest.fixture
def bearer(db):
    """Make an agent with these permissions; returns the header of their token."""

    def make(*permissions: str, name: str = "asha") -> dict[str, str]:
        user = User.objects.create(email=f"{name}@caseway.example")
        role = Role.objects.create(name=name, slug=name, permissions=dict.fromkeys(permissions, "all"))
        RoleAssignment.objects.create(agent=Agent.objects.create(user=user, name=name.title()), role=role)
        ApiToken.objects.create(user=user, name=name, prefix=name[:8], digest=digest_of(f"cw_{name}"))
        return {"Authorization": f"Bearer cw_{name}"}

    return make
