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


@pytest.fixture
def admin(calling):
    return calling("settings.manage", "cases.read")


def test_a_flow_is_built_by_a_program(admin):
    made = admin("post", "/flows", {"name": "Returns", "slug": "returns"})
    assert (made.status_code, made.json()["is_active"], made.json()["stages"]) == (201, False, [])
    flow = admin("post", "/flows/returns/stages", {"name": "Receive"}).json()
    flow = admin("post", "/flows/returns/stages", {"name": "Unpack"}).json()
    receive, unpack = (stage["id"] for stage in flow["stages"])
    flow = admin("post", f"/flows/returns/stages/{unpack}/move", {"by": -5}).json()
    assert [stage["name"] for stage in flow["stages"]] == ["Unpack", "Receive"]
    step = {"label": "Customer known", "field": "customer", "is_required": True}
    flow = admin("post", f"/flows/returns/stages/{receive}/steps", step).json()
    kept = flow["stages"][1]["steps"][0]
    assert {name: kept[name] for name in step} == step
    flow = admin("patch", f"/flows/returns/steps/{kept['id']}", {"is_required": False}).json()
    assert (flow["stages"][1]["steps"][0]["is_required"], flow["stages"][1]["steps"][0]["field"]) == (False, "customer")
    flow = admin("patch", f"/flows/returns/stages/{receive}", {"name": "Take in"}).json()
    assert flow["stages"][1]["name"] == "Take in"
    assert admin("delete", f"/flows/returns/steps/{kept['id']}").json()["stages"][1]["steps"] == []
    assert len(admin("delete", f"/flows/returns/stages/{receive}").json()["stages"]) == 1
    assert admin("post", "/flows/returns/activate").json()["is_active"]
    assert admin("post", "/flows/returns/move", {"by": -1}).status_code == 204
    assert [flow["slug"] for flow in admin("get", "/flows").json()["items"]] == ["returns", "phone-to-case"]
    assert admin("patch", "/flows/returns", {"name": "Back"}).json()["name"] == "Back"
    assert not admin("post", "/flows/returns/deactivate").json()["is_active"]
    assert admin("delete", "/flows/returns").status_code == 204
    assert admin("get", "/flows/returns").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("post", "/flows", {"name": "A", "slug": "phone-to-case"}, "slug"),
        ("post", "/flows", {"name": "A", "slug": "a", "kind": "moon"}, "kind"),
        ("post", "/flows/phone-to-case/stages/{stage}/steps", {"label": "A", "field": "mood"}, "field"),
        ("post", "/flows/phone-to-case/move", {"by": "far"}, "by"),
    ],
)
def test_what_is_wrong_is_named(admin, method, path, body, field):
    stage = admin("get", "/flows/phone-to-case").json()["stages"][0]["id"]
    answer = admin(method, path.format(stage=stage), body)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])


def test_who_may_not_configure_changes_nothing(calling):
    call = calling("cases.read")
    flow = call("get", "/flows/phone-to-case").json()
    stage, step = flow["stages"][0]["id"], flow["stages"][0]["steps"][0]["id"]
    asked = [
        ("post", "/flows", {"name": "Mine", "slug": "mine"}),
        ("patch", "/flows/phone-to-case", {"name": "Mine"}),
        ("post", "/flows/phone-to-case/deactivate", None),
        ("post", "/flows/phone-to-case/activate", None),
        ("post", "/flows/phone-to-case/move", {"by": 1}),
        ("delete", "/flows/phone-to-case", None),
        ("post", "/flows/phone-to-case/stages", {"name": "Mine"}),
        ("patch", f"/flows/phone-to-case/stages/{stage}", {"name": "Mine"}),
        ("post", f"/flows/phone-to-case/stages/{stage}/move", {"by": 1}),
        ("delete", f"/flows/phone-to-case/stages/{stage}", None),
        ("post", f"/flows/phone-to-case/stages/{stage}/steps", {"label": "Mine"}),
        ("patch", f"/flows/phone-to-case/steps/{step}", {"label": "Mine"}),
        ("post", f"/flows/phone-to-case/steps/{step}/move", {"by": 1}),
        ("delete", f"/flows/phone-to-case/steps/{step}", None),
    ]
    assert {call(*one).status_code for one in asked} == {403}
    assert call("get", "/flows/phone-to-case").json() == flow
