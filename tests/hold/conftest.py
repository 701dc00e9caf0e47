"""What must hold: an instance of its own for what must survive, and a case that only some may see."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseway.config.temporary import Instance, temporary_instance
from caseway.operations.models import Agent
from tests.hold.secrets import Secret, make_secret
from tests.world import World


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """In a folder that PostgreSQL's user can enter, which pytest's own are not when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="caseway-hold-"))
    folder.chmod(0o755)
    with temporary_instance(folder) as started:
        yield started
    shutil.rmtree(folder)


@pytest.fixture
def secret(world: World, owner: Agent) -> Secret:
    """A gold case, worked by its owner, whose every text holds a word that a stranger must never read."""
    return make_secret(world, owner)
