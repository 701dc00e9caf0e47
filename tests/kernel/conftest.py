"""People for the kernel's tests: an administrator, a plain agent, and a stranger who signs in but works nowhere."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from caseway.kernel.access import SYSTEM, Actor
from caseway.kernel.api.tokens import create_token
from caseway.kernel.models import User
from caseway.operations.models import Agent, Role, RoleAssignment
from caseway.operations.queries import actor_of
from caseway.operations.rules.roles import DEFAULT_ROLES
from tests.processes import wait_for

PASSWORD = "correct horse battery"


@dataclass
class Caller:
    """Calls the API with a token and reads its answers."""

    token: str
    user: User

    @property
    def actor(self) -> Actor:
        return actor_of(self.user, via="api")

    def get(self, path: str, **headers: str) -> HttpResponse:
        return self.call("GET", path, **headers)

    def post(self, path: str, data: object = None, **headers: str) -> HttpResponse:
        return self.call("POST", path, data, **headers)

    def call(self, method: str, path: str, data: object = None, **headers: str) -> HttpResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        body: Any = data if isinstance(data, bytes) else b"" if data is None else json.dumps(data).encode()
        given = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return Client().generic(method, f"/api/v1{path}", body, "application/json", headers=given | named)


def person(email: str, role: str = "") -> User:
    user = User.objects.create(email=email)
    if role:
        agent = Agent.objects.create(user=user, name=email.split("@", maxsplit=1)[0].title())
        name, permissions = DEFAULT_ROLES[role]
        held, _ = Role.objects.get_or_create(slug=role, defaults={"name": name, "permissions": permissions})
        RoleAssignment.objects.create(agent=agent, role=held)
    return user


def caller(user: User, **options: Any) -> Caller:
    _, secret = create_token(user, actor=SYSTEM, name="Test", **options)
    return Caller(secret, user)


def wait_until_settled() -> None:
    """Events are read once no older transaction is open; tests beside this one share its server.

    The longest of them, the contract of the API, is one transaction of some ninety seconds.
    """
    wait_for(_is_settled, 300)


def _is_settled() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            'SELECT coalesce(max("transaction") < pg_snapshot_xmin(pg_current_snapshot()), true)'
            " FROM kernel_eventrecord"
        )
        return bool(cursor.fetchone()[0])


@pytest.fixture
def administrator(db: None) -> Caller:
    return caller(person("ada@caseway.example", "administrator"))


@pytest.fixture
def agent(db: None) -> Caller:
    return caller(person("ben@caseway.example", "agent"))


@pytest.fixture
def stranger(db: None) -> Caller:
    return caller(person("eve@elsewhere.example"))
