"""The REST API, put together: who is who, and the router of each area."""

from dataclasses import replace

from django.contrib.auth.base_user import AbstractBaseUser

from caseway.cases.api import router as cases
from caseway.config.env import env
from caseway.customers.api import router as customers
from caseway.engagement.channels.email.api import router as email
from caseway.entitlements.api import router as entitlements
from caseway.flows.api import router as flows
from caseway.intake.api import router as intake
from caseway.kernel.access import Actor
from caseway.kernel.api.application import CasewayApi
from caseway.kernel.api.authentication import People
from caseway.kernel.api.endpoints import router as kernel
from caseway.knowledge.api import router as knowledge
from caseway.operations.api import router as operations
from caseway.operations.queries import actor_for, actor_of, agents
from caseway.routing.api import router as routing
from caseway.sla.api import router as sla
from caseway.workspace.api import router as workspace


def _actor(user: AbstractBaseUser, scopes: tuple[str, ...]) -> Actor:
    return actor_of(user, via="api", scopes=scopes)


def _agent(agent_id: int, scopes: tuple[str, ...]) -> Actor | None:
    if not agents().filter(pk=agent_id).exists():
        return None
    return replace(actor_for(agent_id, via="api"), scopes=scopes)


api = CasewayApi(People(_actor, _agent), requests_a_minute=env().api_requests_a_minute)
for router in (
    kernel,
    operations,
    customers,
    routing,
    sla,
    flows,
    knowledge,
    entitlements,
    email,
    cases,
    intake,
    workspace,
):
    api.add_router("", router)
