from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from caseway.kernel.access import SYSTEM
from caseway.kernel.db import atomic
from caseway.kernel.models import EventRecord
from caseway.kernel.rows import write_waiting
from caseway.sla.commands import start_clocks
from caseway.sla.models import Clock, ClockSet, SlaSettings
from caseway.sla.queries import clocks_of, next_due, plans
from caseway.sla.testing import make_policy
from tests.sla.conftest import at

GOLD = {"condition": {"field": "tier", "op": "is", "value": "gold"}}


def begin(since: str = "09:26:40", **values: object) -> ClockSet | None:
    defaults = {"kind": "probe", "reference": "P-1", "attributes": {"tier": "gold"}, "entitlement_policy_id": None}
    return start_clocks(**defaults | {"started_at": at(since), "actor": SYSTEM} | values)


def test_first_response_is_due_exactly_fifteen_business_minutes_after_arrival(office, travel):
    policy = make_policy(
        "Gold", ("first_response", 15, {"name": "Gold first response"} | GOLD), kind="probe", calendar=office
    )
    with travel("09:30"):
        clock_set = begin(entitlement_policy_id=policy.pk)
        [clock] = clocks_of(clock_set.pk)
    assert (clock.kpi, clock.status, clock.started_at) == ("first_response", "in_progress", at("09:26:40"))
    assert clock.due_at == at("09:41:40")
    assert clock.remaining == timedelta(minutes=11, seconds=40)
    assert clock.fraction == 200 / 900
    assert clock_set.due_at == next_due(clock_set.pk) == at("09:41:40")
    assert clock.explanation == (
        "15 business minutes from 09:26:40 by calendar Support hours (Europe/Berlin): Mon 09:26:40–09:41:40."
        " Gold first response matched because Customer tier is Gold."
    )


def test_a_deadline_skips_the_night_and_the_holiday(office, travel):
    policy = make_policy("Gold", ("first_response", 15), kind="probe", calendar=office)
    with travel("2026-12-24T16:50"):
        clock_set = begin("2026-12-24T16:50", entitlement_policy_id=policy.pk)
    assert clock_set.due_at == at("2026-12-28T09:05")


def test_two_statements_start_two_clocks(office, travel):
    policy = make_policy("Gold", kind="probe", calendar=office)
    plans()
    with travel("09:30"), atomic(), CaptureQueriesContext(connection) as queries:
        begin(entitlement_policy_id=policy.pk)
        write_waiting()
    assert len(queries) == 2
    assert Clock.objects.count() == 2


def test_the_first_item_that_applies_decides_for_its_kpi(db, travel):
    policy = make_policy(
        "Mixed", ("first_response", 15, GOLD), ("first_response", 60), ("resolve", 600, GOLD), kind="probe"
    )
    with travel("10:00"):
        gold = begin("10:00", entitlement_policy_id=policy.pk)
        other = begin("10:00", entitlement_policy_id=policy.pk, reference="P-2", attributes={"tier": "standard"})
    assert [clock.due_at for clock in clocks_of(gold.pk)] == [at("10:15"), at("20:00")]
    assert [clock.due_at for clock in clocks_of(other.pk)] == [at("11:00")]


def test_manual_comes_before_flow_before_entitlement_before_default(db, travel):
    manual, flow, contract, default = (
        make_policy(name, kind="probe", is_default=name == "Default")
        for name in ("Manual", "Flow", "Contract", "Default")
    )
    asked = {"manual_policy_id": manual.pk, "flow_policy_id": flow.pk, "entitlement_policy_id": contract.pk}
    with travel("10:00"):
        chosen = []
        for name in (*asked, ""):
            clock_set = begin(**{"entitlement_policy_id": None} | asked)
            chosen.append((clock_set.policy_id, clock_set.source))
            asked.pop(name, None)
    assert chosen == [(manual.pk, "manual"), (flow.pk, "flow"), (contract.pk, "entitlement"), (default.pk, "default")]


def test_a_draft_policy_promises_nothing(db):
    draft = make_policy("Draft", kind="probe", status="draft")
    assert begin(entitlement_policy_id=draft.pk) is None
    assert not ClockSet.objects.exists()


def test_switched_off_service_levels_promise_nothing(db):
    policy = make_policy("Gold", kind="probe")
    SlaSettings.objects.update(is_enabled=False)
    plans.forget()
    assert begin(entitlement_policy_id=policy.pk) is None


def test_a_message_taken_in_late_may_find_its_promise_broken_already(office, travel):
    policy = make_policy(
        "Gold", ("first_response", 15, {"warn_after": timedelta(minutes=10)}), kind="probe", calendar=office
    )
    with travel("11:00"):
        clock_set = begin("09:00", entitlement_policy_id=policy.pk)
    [clock] = clocks_of(clock_set.pk)
    assert (clock.status, clock.stopped_at, clock_set.due_at) == ("noncompliant", at("09:15"), None)
    assert [record.name for record in EventRecord.objects.order_by("id")] == ["sla.ClockWarned", "sla.ClockFailed"]
    assert EventRecord.objects.first().payload == {
        "clock_id": clock.id,
        "clock_set_id": clock_set.pk,
        "kind": "probe",
        "reference": "P-1",
        "kpi": "first_response",
    }


def test_a_calendar_that_never_opens_promises_nothing_and_stops_nothing(office):
    policy = make_policy("Gold", ("first_response", 15), kind="probe", calendar=office)
    office.hours = {}
    office.save()
    plans.forget()
    assert begin(entitlement_policy_id=policy.pk).due_at is None


def test_a_condition_whose_field_is_gone_never_applies_and_stops_nothing(db):
    policy = make_policy(
        "Old", ("resolve", 60, {"condition": {"field": "gone", "op": "is", "value": "x"}}), kind="probe"
    )
    clock_set = begin(entitlement_policy_id=policy.pk)
    assert clocks_of(clock_set.pk) == []
