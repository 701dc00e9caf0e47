"""The same settings over REST."""

import pytest

from caseway.kernel.models import ChangeRecord
from caseway.operations.models import Role, Team
from tests.kernel.conftest import Caller

pytestmark = pytest.mark.urls("tests.kernel.crud.playground")


def test_a_row_is_added_read_changed_and_deleted(administrator: Caller) -> None:
    made = administrator.post("/teams", {"name": "Kettles"})
    assert made.status_code == 201
    key = made.json()["id"]
    assert made.json() == {"id": key, "name": "Kettles"}
    read = administrator.get(f"/teams/{key}")
    changed = administrator.call("PATCH", f"/teams/{key}", {"name": "Pans"}, If_Match=read["ETag"])
    assert changed.json() == {"id": key, "name": "Pans"}
    assert administrator.call("PATCH", f"/teams/{key}", {"name": "Pots"}, If_Match=read["ETag"]).status_code == 412
    assert administrator.get("/teams").json() == {"items": [{"id": key, "name": "Pans"}], "next": None}
    assert administrator.call("DELETE", f"/teams/{key}").status_code == 204
    assert not Team.objects.exists()
    actions = ChangeRecord.objects.filter(kind="team").order_by("id").values_list("action", "via")
    assert list(actions) == [("created", "api"), ("changed", "api"), ("deleted", "api")]


def test_a_change_of_one_field_leaves_the_others(administrator: Caller) -> None:
    role = Role.objects.create(name="Tester", slug="tester", permissions={"cases.read": "own"})
    answer = administrator.call("PATCH", f"/work-roles/{role.pk}", {"name": "Taster"})
    assert answer.json()["permissions"] == {"cases.read": "own"}
    answer = administrator.call("PATCH", f"/work-roles/{role.pk}", {"permissions": {"cases.read": "all"}})
    assert (answer.json()["name"], answer.json()["permissions"]) == ("Taster", {"cases.read": "all"})


@pytest.mark.parametrize(
    ("data", "field"),
    [({}, "name"), ({"name": ""}, "name"), ({"name": "x" * 121}, "name"), ({"name": None}, "name"),
     ({"name": "x", "size": 3}, "size")],
)  # fmt: skip
def test_a_422_names_the_field(administrator: Caller, data: object, field: str) -> None:
    answer = administrator.post("/teams", data)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert not Team.objects.exists()


def test_what_is_in_use_is_kept(administrator: Caller) -> None:
    role = Role.objects.get(slug="administrator")
    answer = administrator.call("DELETE", f"/work-roles/{role.pk}")
    assert (answer.status_code, answer.json()["code"]) == (409, "still-used")
    assert Role.objects.filter(pk=role.pk).exists()


def test_an_agent_reads_where_reading_is_open_and_changes_nothing(agent: Caller) -> None:
    team = Team.objects.create(name="Kettles")
    assert agent.get("/teams").status_code == 200
    assert agent.get("/work-roles").status_code == 403
    assert agent.post("/teams", {"name": "x"}).status_code == 403
    assert agent.call("PATCH", f"/teams/{team.pk}", {"name": "x"}).status_code == 403
    assert agent.call("DELETE", f"/teams/{team.pk}").status_code == 403
    assert [team.name for team in Team.objects.all()] == ["Kettles"]


@pytest.mark.parametrize("key", ["77", "x", "9" * 40, "-1"])
def test_what_is_not_there_is_a_404(administrator: Caller, key: str) -> None:
    assert administrator.get(f"/teams/{key}").status_code == 404
    assert administrator.call("PATCH", f"/teams/{key}", {"name": "x"}).status_code == 404
