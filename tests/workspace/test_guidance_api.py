"""The process flow of a case, moved by programs."""

from django.test import Client

from caseway.cases.models import Case
from caseway.operations.models import Agent
from tests.fixtures import SignIn


def test_a_case_is_guided_by_a_program(gold_case: Case, owner: Agent, signed_in: SignIn) -> None:
    client, path = signed_in(owner), f"/api/v1/cases/{gold_case.number}/flow"
    flow = client.get(path).json()
    assert (flow["state"], [stage["place"] for stage in flow["stages"]]) == (
        "active",
        ["current", "upcoming", "upcoming"],
    )
    manual = next(step for stage in flow["stages"] for step in stage["steps"] if not step["field"])
    marked = mark(client, f"{path}/steps/{manual['id']}", is_done=True)
    assert manual["id"] in [step["id"] for stage in marked["stages"] for step in stage["steps"] if step["is_done"]]
    assert client.post(f"{path}/next").json()["stages"][1]["place"] == "current"
    assert client.post(f"{path}/back").json()["stages"][0]["place"] == "current"
    assert client.post(f"{path}/finish").status_code == 409
    assert client.post(f"{path}/sideways").status_code == 422


def test_who_may_not_see_the_case_moves_nothing(gold_case: Case, stranger: Agent, signed_in: SignIn) -> None:
    client, path = signed_in(stranger), f"/api/v1/cases/{gold_case.number}/flow"
    assert client.get(path).status_code == 404
    assert client.post(f"{path}/next").status_code == 404
    assert client.put(f"{path}/steps/1", {}, content_type="application/json").status_code == 404
    gold_case.flow_instance.refresh_from_db()
    assert len(gold_case.flow_instance.path) == 1


def mark(client: Client, path: str, *, is_done: bool) -> dict[str, list[dict[str, list[dict[str, object]]]]]:
    return client.put(path, {"is_done": is_done}, content_type="application/json").json()
