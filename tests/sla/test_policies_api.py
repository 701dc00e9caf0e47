from datetime import timedelta
from functools import partial

import pytest

from caseway.kernel.access import SYSTEM
from caseway.kernel.audit import changes_of
from caseway.sla.commands import start_clocks
from caseway.sla.models import ClockSet, SlaItem, SlaKpi, SlaPolicy, SlaSettings
from caseway.sla.testing import make_policy
from tests.callers import make_caller
from tests.sla.conftest import at

MANAGE = "settings.manage"


@pytest.fixture
def calling(client, db):
    return partial(make_caller, client)


@pytest.fixture
def call(calling):
    return calling(MANAGE)


def promise(**values: object) -> dict[str, object]:
    kpi = SlaKpi.objects.get(code="first_response")
    return {"name": "Answer", "kpi_id": kpi.pk, "fail_after_minutes": 15, "warn_after_minutes": 10} | values


def test_a_policy_is_written_activated_and_made_the_default(call, office):
    made = call("post", "/sla/policies", {"name": "Gold", "kind": "probe"}).json()
    path = f"/sla/policies/{made['id']}"
    condition = {"field": "tier", "op": "is", "value": "gold"}
    item = call("post", f"{path}/items", promise(calendar_id=office.pk, condition=condition))
    assert (item.status_code, item.json()["fail_after_minutes"], item.json()["kpi"]) == (201, 15, "first_response")
    call("post", f"{path}/activate")
    policy = call("post", f"{path}/make-default").json()
    assert (policy["status"], policy["is_default"], len(policy["items"])) == ("active", True, 1)
    assert call("get", path).json() == policy
    assert changes_of(SlaPolicy.objects.get()).count() == 3
    clock_set = start_clocks(
        kind="probe",
        reference="P-1",
        attributes={"tier": "gold"},
        started_at=at("2030-11-25T10:00"),
        entitlement_policy_id=None,
        actor=SYSTEM,
    )
    assert clock_set.due_at == at("2030-11-25T10:15")


def test_an_active_policy_is_read_only(call):
    policy = make_policy("Gold", ("first_response", 15), kind="probe")
    item = SlaItem.objects.get()
    path = f"/sla/policies/{policy.pk}"
    assert call("post", f"{path}/items", promise()).status_code == 409
    assert call("put", f"{path}/items/{item.pk}", promise()).status_code == 409
    assert call("delete", f"{path}/items/{item.pk}").status_code == 409
    assert call("post", f"{path}/deactivate").json()["status"] == "draft"
    changed = call("put", f"{path}/items/{item.pk}", promise(fail_after_minutes=20)).json()
    assert changed["fail_after_minutes"] == 20
    refusal = call("put", f"{path}/items/{item.pk}", promise(may_pause=False))
    assert (refusal.status_code, list(refusal.json()["errors"])) == (422, ["may_pause"])
    assert call("delete", f"{path}/items/{item.pk}").status_code == 204
    empty = call("post", f"{path}/activate")
    assert (empty.status_code, list(empty.json()["errors"])) == (422, ["items"])


def test_a_promise_that_started_clocks_stays(call):
    policy = make_policy("Gold", ("first_response", 15), kind="probe")
    start_clocks(
        kind="probe",
        reference="P-1",
        attributes={},
        started_at=at("10:00"),
        entitlement_policy_id=policy.pk,
        actor=SYSTEM,
    )
    call("post", f"/sla/policies/{policy.pk}/deactivate")
    refusal = call("delete", f"/sla/policies/{policy.pk}/items/{SlaItem.objects.get().pk}")
    assert (refusal.status_code, refusal.json()["code"]) == (409, "promise-in-use")
    assert SlaItem.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kpi_id": 2**62}, "kpi"),
        ({"calendar_id": 2**62}, "calendar"),
        ({"fail_after_minutes": 0}, "fail_after"),
        ({"warn_after_minutes": 15}, "fail_after"),
        ({"condition": {"field": "nonsense", "op": "is", "value": 1}}, "condition"),
        ({"condition": {"field": "tier", "op": "is", "value": "platinum"}}, "condition"),
    ],
)
def test_a_promise_that_could_not_be_kept_is_refused(call, values, field):
    policy = make_policy("Gold", status="draft", kind="probe")
    before = SlaItem.objects.count()
    refusal = call("post", f"/sla/policies/{policy.pk}/items", promise(**values))
    assert (refusal.status_code, list(refusal.json()["errors"])) == (422, [field])
    assert SlaItem.objects.count() == before


def test_a_policy_with_a_calendar_that_never_opens_is_not_activated(call, office):
    policy = make_policy("Gold", ("first_response", 15), status="draft", kind="probe", calendar=office)
    office.hours = {}
    office.save()
    refusal = call("post", f"/sla/policies/{policy.pk}/activate")
    assert (refusal.status_code, list(refusal.json()["errors"])) == (422, ["calendar"])


def test_kpis_and_settings_are_kept(call):
    assert call("post", "/sla/kpis", {"code": "call_back", "name": "Call back"}).status_code == 201
    assert call("post", "/sla/kpis", {"code": "call_back", "name": "Again"}).status_code == 422
    assert [kpi["code"] for kpi in call("get", "/sla/kpis").json()["items"]] == [
        "first_response",
        "resolve",
        "call_back",
    ]
    wanted = {"is_enabled": False, "may_replace_manual": True, "recalculates_terminal": True}
    assert call("put", "/sla/settings", wanted).json() == call("get", "/sla/settings").json() == wanted
    assert SlaSettings.objects.count() == 1


def test_a_kpi_is_renamed_and_deleted_while_nothing_is_promised_by_it(call):
    made = call("post", "/sla/kpis", {"code": "call_back", "name": "Call back"}).json()
    path = f"/sla/kpis/{made['id']}"
    assert call("patch", path, {"name": "Called back"}).json() == made | {"name": "Called back"}
    policy = make_policy("Gold", ("call_back", 15), kind="probe")
    refusal = call("delete", path)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "kpi-needed")
    assert "Policies promise Called back" in refusal.json()["detail"]
    policy.items.all().delete()
    assert call("delete", path).status_code == 204
    assert call("get", path).status_code == 404


def test_a_draft_that_nothing_names_is_deleted(call):
    policy = make_policy("Gold", ("first_response", 15), kind="probe")
    path = f"/sla/policies/{policy.pk}"
    refusal = call("delete", path)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "policy-is-active")
    call("post", f"{path}/deactivate")
    clocks = ClockSet.objects.create(
        kind="probe", reference="P-1", policy=policy, source="default", started_at=at("09:00")
    )
    assert call("delete", path).status_code == 409
    assert SlaItem.objects.count() == 1
    clocks.delete()
    assert call("delete", path).status_code == 204
    assert (SlaPolicy.objects.count(), SlaItem.objects.count()) == (0, 0)


def test_the_built_in_kpis_stay(call):
    for kpi in SlaKpi.objects.all():
        assert call("delete", f"/sla/kpis/{kpi.pk}").status_code == 409
    assert SlaKpi.objects.count() == 2


def test_an_agent_reads_policies_and_changes_nothing(calling):
    policy = make_policy("Gold", ("first_response", 15), kind="probe")
    agent, stranger = calling("cases.read"), calling()
    path = f"/sla/policies/{policy.pk}"
    assert agent("get", path).json()["name"] == "Gold"
    for verb in ("activate", "deactivate", "make-default"):
        assert agent("post", f"{path}/{verb}").status_code == 403
        assert stranger("post", f"{path}/{verb}").status_code == 404
    assert agent("patch", path, {"name": "Mine"}).status_code == 403
    assert agent("delete", path).status_code == 403
    assert stranger("delete", path).status_code == 404
    assert agent("post", f"{path}/items", promise()).status_code == 403
    assert agent("post", "/sla/policies", {"name": "Mine"}).status_code == 403
    assert agent("post", "/sla/kpis", {"code": "mine", "name": "Mine"}).status_code == 403
    kpi = SlaKpi.objects.get(code="resolve")
    assert agent("get", f"/sla/kpis/{kpi.pk}").json()["name"] == kpi.name
    assert agent("patch", f"/sla/kpis/{kpi.pk}", {"name": "Mine"}).status_code == 403
    assert agent("delete", f"/sla/kpis/{kpi.pk}").status_code == 403
    assert stranger("delete", f"/sla/kpis/{kpi.pk}").status_code == 404
    assert SlaKpi.objects.get(code="resolve").name == kpi.name
    assert agent("get", "/sla/settings").status_code == 403
    assert stranger("get", "/sla/policies").json() == {"items": [], "next": None}
    assert stranger("get", "/sla/kpis").json() == {"items": [], "next": None}
    policy.refresh_from_db()
    assert (policy.name, policy.status, policy.is_default, SlaItem.objects.count()) == ("Gold", "active", False, 1)
    assert SlaItem.objects.get().fail_after == timedelta(minutes=15)
