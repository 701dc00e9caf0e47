import pytest

from tests.world import World, make_world


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """The small company, for tests that commit."""
    return make_world()
