import pytest

from caseway.customers.models import Account, Contact
from caseway.kernel.access import Actor, ActorKind, Grant, Level


@pytest.fixture
def account(db) -> Account:
    return Account.objects.create(name="Lumen Labs", tier="gold")


@pytest.fixture
def contact(account) -> Contact:
    return Contact.objects.create(name="Maria", account=account)


@pytest.fixture
def supervisor() -> Actor:
    grants = (Grant("entitlements.write", Level.ALL), Grant("entitlements.read", Level.ALL))
    return Actor(kind=ActorKind.AGENT, id=1, name="Sue", grants=grants)


@pytest.fixture
def stranger() -> Actor:
    return Actor(kind=ActorKind.AGENT, id=2, name="Stan")
