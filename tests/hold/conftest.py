"""A whole instance of its own, for what must hold when processes die."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from caseway.config.temporary import Instance, temporary_instance


@pytest.fixture(scope="module")
def instance() -> Iterator[Instance]:
    """In a folder that PostgreSQL's user can enter, which pytest's own are not when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="caseway-hold-"))
    folder.chmod(0o755)
    with temporary_instance(folder) as started:
        yield started
    shutil.rmtree(folder)
