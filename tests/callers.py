"""Programs that call the REST API as an agent with some permissions."""

import json
from collections.abc import Callable

from django.http import HttpResponse
from django.test import Client

from caseway.kernel.api.tokens import digest_of
from caseway.kernel.models import ApiToken, User
from caseway.operations.models import Agent, Role, RoleAssignment

Call = Callable[..., HttpResponse]


def make_caller(client: Client, *permissions: str) -> Call:
    """`call("post", "/entitlements", {…})`, as a new agent who holds these permissions everywhere."""
    name = f"agent{User.objects.count()}"
    user = User.objects.create(email=f"{name}@callers.example")
    role = Role.objects.create(name=name, slug=name, permissions=dict.fromkeys(permissions, "all"))
    RoleAssignment.objects.create(agent=Agent.objects.create(user=user, name=name), role=role)
    ApiToken.objects.create(user=user, name=name, prefix=name[:8], digest=digest_of(f"cw_{name}"))

    def call(method: str, path: str, data: object = None) -> HttpResponse:
        body = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1{path}", headers={"Authorization": f"Bearer cw_{name}"}, **body)

    return call
