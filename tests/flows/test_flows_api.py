from functools import partial

import pytest

from tests.callers import make_caller


@pytest.fixture
def calling(client, db):
    return partial(make_caller, client)


def test_an_agent_reads_how_work_goes(calling):
    call = calling("cases.read")
    flow = call("get", "/flows/phone-to-case").json()
    assert [stage["name"] for stage in flow["stages"]] == ["Identify", "Research", "Resolve"]
    assert flow["stages"][0]["steps"][0]["is_required"]
    assert call("get", "/flows").json() == {"items": [flow], "next": None}
    assert call("get", "/flows/nonsense").status_code == 404


def test_a_stranger_sees_no_flows(calling):
    call = calling()
    assert call("get", "/flows").json() == {"items": [], "next": None}
    assert call("get", "/flows/phone-to-case").status_code == 404
