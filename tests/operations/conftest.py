from functools import partial

import pytest

from caseway.kernel.access import Actor, ActorKind, Grant, Level
from caseway.operations.models import Agent, Role, RoleAssignment
from tests.callers import make_caller


@pytest.fixture
def manager() -> Actor:
    """Somebody who may change the settings, from outside: not counted among the administrators."""
    return Actor(kind=ActorKind.AGENT, id=0, name="Mona", grants=(Grant("settings.manage", Level.ALL),))


@pytest.fixture
def calling(client, db):
    return partial(make_caller, client)


@pytest.fixture
def administrator_role(db) -> Role:
    return Role.objects.create(name="Boss", slug="boss", permissions={"settings.manage": "all"})


@pytest.fixture
def boss(administrator_role) -> Agent:
    """The only administrator there is."""
    agent = Agent.objects.create(name="Bo")
    RoleAssignment.objects.create(agent=agent, role=administrator_role)
    return agent
