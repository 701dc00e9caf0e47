"""Folders that PostgreSQL's user can enter, which pytest's own are not when root runs the tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="caseway-config-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="module")
def shared_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="caseway-config-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)
