"""Somebody with a password, and a browser that has signed in with it."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.test import Client

from caseway.operations.models import Agent

PASSWORD = "a kettle on the hob"


@pytest.fixture(autouse=True)
def _nothing_counted() -> Iterator[None]:
    """Attempts that another test made do not count."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def ana(owner: Agent) -> Agent:
    assert owner.user is not None
    owner.user.set_password(PASSWORD)
    owner.user.save()
    return owner


def sign_in(client: Client, password: str = PASSWORD, email: str = "ana@caseway.example") -> str:
    """Where the sign-in form leads; empty when it is shown again."""
    answer = client.post("/accounts/login/", {"login": email, "password": password})
    return answer["Location"] if answer.status_code == 302 else ""


def is_inside(client: Client) -> bool:
    """Whether the reader's first page opens."""
    return client.get("/").status_code == 200
