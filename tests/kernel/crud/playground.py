"""Two settings screens for the tests: teams (plain) and roles (protected by who holds them)."""

from django.urls import include, path

from caseway.config.api import _actor, _agent
from caseway.config.urls import urlpatterns as product
from caseway.kernel.api.application import CasewayApi
from caseway.kernel.api.authentication import People
from caseway.kernel.crud import Column, CrudSet
from caseway.operations.models import Role, Team

TEAMS = CrudSet(
    model=Team,
    url_name="teams",
    title="Teams",
    singular="team",
    intro="Groups of agents that own records together.",
    fields=("name",),
    columns=("name", Column("Letters", lambda team: len(team.name), numeric=True)),
    order=("name", "id"),
    read_permission="cases.read",
)
ROLES = CrudSet(
    model=Role,
    url_name="work_roles",
    title="Roles",
    singular="role",
    fields=("name", "slug", "permissions"),
    columns=("name", "slug"),
)

api = CasewayApi(People(_actor, _agent), requests_a_minute=6000)
for crud in (TEAMS, ROLES):
    api.add_router("", crud.router())

settings_pages = ([*TEAMS.urls(), *ROLES.urls()], "testing")
urlpatterns = [path("testing/", include(settings_pages)), path("api/v1/", api.urls), *product]
