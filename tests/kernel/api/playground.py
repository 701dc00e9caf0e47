"""An API of its own for the tests of the plumbing: a list, a resource, and verbs that succeed and fail."""

from datetime import date
from typing import Annotated, Literal

from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import path

from caseway.config.api import _actor, _agent
from caseway.kernel.api import (
    ApiRequest,
    EmailAddress,
    FilterQuery,
    Identifier,
    Input,
    Line,
    ListAnswer,
    Listing,
    Moment,
    Number,
    Path,
    Prose,
    Query,
    Router,
    Schema,
    Status,
    expanded,
    listing,
    of_length,
    require_match,
    stamp,
)
from caseway.kernel.api.application import CasewayApi
from caseway.kernel.api.authentication import People
from caseway.kernel.conditions.registry import Field, FieldType, fields_of, register
from caseway.kernel.db import lock_row
from caseway.kernel.errors import Conflict, DomainError
from caseway.operations.models import Team

router = Router(tags=["teams"])
if not fields_of("playground_team"):
    register("playground_team", [Field("name", "Name", FieldType.TEXT)])


class TooBusy(DomainError):
    """Nobody has time."""


class TeamOut(Schema):
    id: int
    name: str


class TeamIn(Input):
    name: Annotated[str, of_length(120, 1)]


class Everything(Input):
    line: Line = "x"
    prose: Prose = ""
    number: Number = 0
    id: Identifier = 1
    at: Moment | None = None
    on: date | None = None
    email: EmailAddress | None = None
    kind: Literal["case", "hour"] = "case"
    flag: bool = False
    parts: list[TeamIn] = []


class TeamQuery(FilterQuery):
    expand: str = ""


@router.get("/teams", response=Listing[TeamOut])
def list_teams(request: ApiRequest, asked: Query[TeamQuery]) -> ListAnswer:
    expanded(asked.expand, known=["members"])
    return listing(Team.objects.all(), asked, order=("name", "id"), kind="playground_team")


@router.get("/teams/{team_id}", response=TeamOut)
def get_team(request: ApiRequest, team_id: Path[Identifier]) -> Team:
    team = get_object_or_404(Team, pk=team_id)
    stamp(request, team)
    return team


@router.post("/teams", response={201: TeamOut})
def create_team(request: ApiRequest, data: TeamIn) -> Status[Team]:
    with transaction.atomic():
        return Status(201, Team.objects.create(name=data.name))


@router.patch("/teams/{team_id}", response=TeamOut)
def rename_team(request: ApiRequest, team_id: Path[Identifier], data: TeamIn) -> Team:
    with transaction.atomic():
        team = lock_row(get_object_or_404(Team, pk=team_id))
        require_match(request, team)
        team.name = data.name
        team.save(update_fields=["name"])
    stamp(request, team)
    return team


@router.post("/teams/{team_id}/close", response=TeamOut)
def close_team(request: ApiRequest, team_id: Path[Identifier]) -> Team:
    Team.objects.create(name="left behind")
    raise TooBusy("Nobody has time: try tomorrow.")


@router.post("/everything", response=dict[str, object])
def take_everything(request: ApiRequest, data: Everything) -> dict[str, object]:
    return data.model_dump(mode="json")


@router.get("/broken", response=TeamOut)
def broken(request: HttpRequest) -> Team:
    raise RuntimeError("secret detail")


@router.get("/conflict", response=TeamOut)
def conflict(request: HttpRequest) -> Team:
    raise Conflict("Read it again.")


@router.get("/words/{word}", response=str)
def word(request: HttpRequest, word: str) -> str:
    return get_object_or_404(Team, name=word).name


api = CasewayApi(People(_actor, _agent), requests_a_minute=600)
api.add_router("", router)
urlpatterns = [path("api/v1/", api.urls)]
