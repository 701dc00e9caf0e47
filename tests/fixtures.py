"""What every test may use."""

from collections.abc import Callable

import pytest
from django.test import Client

from caseway.kernel.access import Actor
from caseway.kernel.caching import forget_all
from caseway.operations.models import Agent
from caseway.operations.queries import actor_for
from tests.world import World, make_agent, make_world, run_deliveries

SignIn = Callable[[Agent], Client]


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Configuration that another test wrote is not remembered."""
    forget_all()


@pytest.fixture
def world(db: None) -> World:
    """A small company: calendars, service levels, queues, rules, a gold customer with 15 cases."""
    return make_world()


@pytest.fixture
def owner(world: World) -> Agent:
    """Works in gold support; whoever picks a gold case."""
    return make_agent("Ana Ferro", role="agent", team=world.gold_team, queue=world.gold_queue)


@pytest.fixture
def colleague(world: World) -> Agent:
    """Works in the same team and queue."""
    return make_agent("Ben Osei", role="agent", team=world.gold_team, queue=world.gold_queue)


@pytest.fixture
def stranger(world: World) -> Agent:
    """An agent of another team: may see nothing of gold cases."""
    return make_agent("Chloe Park", role="agent", team=world.care_team, queue=world.general_queue)


@pytest.fixture
def supervisor(world: World) -> Agent:
    return make_agent("Sofia Brandt", role="supervisor")


@pytest.fixture
def administrator(world: World) -> Agent:
    return make_agent("Alex Moreau", role="administrator")


@pytest.fixture
def acting() -> Callable[[Agent], Actor]:
    """The actor of an agent, as on a page."""
    return lambda agent: actor_for(agent.pk, via="page")


@pytest.fixture
def signed_in() -> SignIn:
    """A browser in which the agent is signed in."""

    def sign_in(agent: Agent) -> Client:
        client = Client()
        assert agent.user is not None
        client.force_login(agent.user)
        return client

    return sign_in


@pytest.fixture
def deliver(db: None) -> Callable[[], int]:
    """Run what was published in this test: at once, soon and in bulk, until nothing is left."""
    return run_deliveries
