import pytest

from tests.kernel.conftest import Caller, caller, person, wait_until_settled
from tests.kernel.webhooks.conftest import boil


@pytest.mark.django_db(transaction=True)
def test_the_feed_is_read_on_from_where_one_stopped() -> None:
    administrator = caller(person("ada@caseway.example", "administrator"))
    records = [boil(degrees) for degrees in (1, 2, 3)]
    wait_until_settled()
    first = administrator.get("/events?limit=2&subject=kettle").json()
    assert [item["data"]["degrees"] for item in first["items"]] == [1, 2]
    assert first["items"][0] == {
        "id": f"evt_{records[0].pk}",
        "type": "conftest.KettleBoiled",
        "timestamp": records[0].at.isoformat(),
        "subject": {"kind": "kettle", "id": 7},
        "actor": "system:0",
        "data": {"kettle_id": 7, "degrees": 1},
    }
    second = administrator.get(f"/events?after={first['next']}").json()
    assert [item["data"]["degrees"] for item in second["items"]] == [3]
    third = administrator.get(f"/events?after={second['next']}").json()
    assert third == {"items": [], "next": second["next"]}
    boil(4)
    wait_until_settled()
    assert len(administrator.get(f"/events?after={third['next']}").json()["items"]) == 1
    assert administrator.get("/events?subject=pan").json()["items"] == []


def test_the_feed_is_for_those_who_may_read_the_audit(agent: Caller, stranger: Caller) -> None:
    assert agent.get("/events").status_code == 403
    assert stranger.get("/events").status_code == 403


@pytest.mark.parametrize("after", ["x", "1-2-3", "-1", "9" * 30 + "-1", "1-" + "9" * 30, "٣-٣"])
def test_a_place_that_is_none_is_refused(administrator: Caller, after: str) -> None:
    answer = administrator.get(f"/events?after={after}")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["after"]
