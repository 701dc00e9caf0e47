import pytest

from caseway.operations.models import Team
from tests.kernel.conftest import Caller

pytestmark = pytest.mark.urls("tests.kernel.api.playground")


def test_what_one_has_is_not_sent_again(agent: Caller) -> None:
    team = Team.objects.create(name="One")
    first = agent.get(f"/teams/{team.pk}")
    again = agent.get(f"/teams/{team.pk}", If_None_Match=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    team.name = "Two"
    team.save()
    assert agent.get(f"/teams/{team.pk}", If_None_Match=first["ETag"]).json()["name"] == "Two"


def test_lists_have_a_tag_too(agent: Caller) -> None:
    first = agent.get("/teams")
    assert agent.get("/teams", If_None_Match=f'W/{first["ETag"]}, "x"').status_code == 304


def test_a_change_of_something_unseen_is_refused(agent: Caller) -> None:
    team = Team.objects.create(name="One")
    tag = agent.get(f"/teams/{team.pk}")["ETag"]
    changed = agent.call("PATCH", f"/teams/{team.pk}", {"name": "Two"}, If_Match=tag)
    assert changed.status_code == 200
    refused = agent.call("PATCH", f"/teams/{team.pk}", {"name": "Three"}, If_Match=tag)
    assert refused.status_code == 412
    assert refused.json()["code"] == "conflict"
    assert Team.objects.get().name == "Two"
    assert agent.call("PATCH", f"/teams/{team.pk}", {"name": "Four"}, If_Match=changed["ETag"]).status_code == 200


def test_without_a_tag_or_with_a_star_a_change_goes_through(agent: Caller) -> None:
    team = Team.objects.create(name="One")
    assert agent.call("PATCH", f"/teams/{team.pk}", {"name": "Two"}).status_code == 200
    assert agent.call("PATCH", f"/teams/{team.pk}", {"name": "Three"}, If_Match="*").status_code == 200
    assert agent.call("PATCH", f"/teams/{team.pk}", {"name": "Four"}, If_Match="nonsense").status_code == 412
