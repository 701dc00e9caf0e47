from importlib import import_module

import pytest
from django.apps import apps

from caseway.cases.models import StatusReason
from tests.world import World, make_world


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """The small company for tests that commit: these lose what migrations wrote, so it is written again."""
    if not StatusReason.objects.exists():
        import_module("caseway.cases.migrations.0002_status_reasons").add_reasons(apps, None)
    return make_world()
