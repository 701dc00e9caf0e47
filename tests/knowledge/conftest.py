"""An author, a colleague who reads, a stranger who may not even do that, and a customer."""

import pytest

from caseway.kernel.access import Actor, ActorKind, Grant, Level
from caseway.operations.models import Agent


def _agent(name: str, *permissions: str) -> Actor:
    agent = Agent.objects.create(name=name)
    grants = tuple(Grant(permission, Level.ALL) for permission in permissions)
    return Actor(kind=ActorKind.AGENT, id=agent.pk, name=name, grants=grants)


@pytest.fixture
def author(db) -> Actor:
    return _agent("Ines Vidal", "knowledge.read", "knowledge.write", "knowledge.publish")


@pytest.fixture
def writer(db) -> Actor:
    """Writes, but may not publish."""
    return _agent("Wei Zhang", "knowledge.read", "knowledge.write")


@pytest.fixture
def colleague(db) -> Actor:
    return _agent("Ana Ferro", "knowledge.read")


@pytest.fixture
def stranger(db) -> Actor:
    return _agent("Sven Holm", "cases.read")


@pytest.fixture
def customer() -> Actor:
    return Actor(kind=ActorKind.CONTACT, id=7, name="Maria Lopez")
