from collections.abc import Callable

import pytest

from caseway.cases import commands
from caseway.cases.commands import NewCase
from caseway.cases.models import Case
from caseway.kernel.access import SYSTEM, Actor
from caseway.operations.models import Agent
from tests.world import World


@pytest.fixture
def waiting(world: World) -> Case:
    """Maria's case, waiting in the gold queue."""
    return commands.open_case(NewCase(title="Brewer leaks", contact=world.maria, origin="email"), actor=SYSTEM)


@pytest.fixture
def ana(owner: Agent, acting: Callable[[Agent], Actor]) -> Actor:
    return acting(owner)


@pytest.fixture
def picked(waiting: Case, ana: Actor) -> Case:
    """The same case, Ana's."""
    return commands.pick_case(waiting, actor=ana)
