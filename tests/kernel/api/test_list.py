import json
from urllib.parse import quote

import pytest

from caseway.operations.models import Team
from tests.kernel.conftest import Caller

pytestmark = pytest.mark.urls("tests.kernel.api.playground")


@pytest.fixture
def teams(db: None) -> None:
    Team.objects.bulk_create(Team(name=f"Team {number:02}") for number in range(7))


def test_pages_follow_one_another_by_their_cursor(agent: Caller, teams: None) -> None:
    names, cursor, pages = [], "", 0
    while cursor is not None:
        page = agent.get(f"/teams?limit=3&cursor={cursor}").json()
        names += [item["name"] for item in page["items"]]
        cursor, pages = page["next"], pages + 1
    assert names == [f"Team {number:02}" for number in range(7)]
    assert pages == 3


def test_a_foreign_cursor_is_refused(agent: Caller, teams: None) -> None:
    for cursor in ("x", "bnVsbA", "W10", "WyJhIiwgMV0x", "%F0%9F%98%80"):
        assert list(agent.get(f"/teams?cursor={cursor}").json()["errors"]) == ["cursor"]


@pytest.mark.parametrize("limit", ["0", "201", "-5", "many", "9" * 30])
def test_a_limit_out_of_bounds_is_refused(agent: Caller, limit: str) -> None:
    assert list(agent.get(f"/teams?limit={limit}").json()["errors"]) == ["limit"]


def test_a_filter_is_a_condition(agent: Caller, teams: None) -> None:
    condition = {
        "any": [{"field": "name", "op": "is", "value": "TEAM 02"}, {"field": "name", "op": "contains", "value": "6"}]
    }
    page = agent.get(f"/teams?filter={quote(json.dumps(condition))}").json()
    assert [item["name"] for item in page["items"]] == ["Team 02", "Team 06"]


@pytest.mark.parametrize(
    "condition", ["{", "7", '{"field": "salary", "op": "is", "value": 1}', "[" * 999, '{"all": 1}']
)
def test_a_filter_that_cannot_be_used_is_refused(agent: Caller, condition: str) -> None:
    answer = agent.get(f"/teams?filter={quote(condition)}")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["filter"]


def test_fields_narrow_a_list_and_a_resource(agent: Caller, teams: None) -> None:
    assert agent.get("/teams?limit=1&fields=name").json()["items"] == [{"name": "Team 00"}]
    team = Team.objects.get(name="Team 03")
    assert agent.get(f"/teams/{team.pk}?fields=id").json() == {"id": team.pk}
    assert list(agent.get("/teams?fields=salary").json()["errors"]) == ["fields"]


def test_an_unknown_expansion_is_refused(agent: Caller) -> None:
    assert agent.get("/teams?expand=members").status_code == 200
    assert agent.get("/teams?expand=moon").json()["errors"] == {"expand": "Choose from members."}
