from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import transaction

from caseway.kernel.access import SYSTEM
from caseway.kernel.db import unit_of_work
from caseway.kernel.models import EventRecord
from caseway.sla.commands import start_clocks, succeed, sweep
from caseway.sla.models import Clock, ClockSet
from caseway.sla.queries import clocks_of
from caseway.sla.testing import make_policy
from tests.sla.conftest import at


def begin(policy, number: int = 1) -> ClockSet:
    return start_clocks(
        kind="probe",
        reference=f"P-{number}",
        attributes={},
        started_at=at("10:00"),
        entitlement_policy_id=policy.pk,
        actor=SYSTEM,
    )


def events() -> list[str]:
    return list(EventRecord.objects.order_by("id").values_list("name", flat=True))


@pytest.fixture
def policy(db):
    first = ("first_response", 15, {"warn_after": timedelta(minutes=10)})
    return make_policy("Gold", first, ("resolve", 60), kind="probe")


def test_each_second_brings_only_what_is_due(policy, travel):
    with travel("10:00"):
        clock_set = begin(policy)
    for time, status, told, nearest in (
        ("10:09:59", "in_progress", 0, "10:15"),
        ("10:10:00", "nearing_noncompliance", 1, "10:15"),
        ("10:15:00", "nearing_noncompliance", 1, "10:15"),
        ("10:15:01", "noncompliant", 2, "11:00"),
        ("10:59:59", "noncompliant", 2, "11:00"),
    ):
        with travel(time):
            sweep()
            clock_set.refresh_from_db()
        assert (Clock.objects.earliest("id").status, len(events()), clock_set.due_at) == (status, told, at(nearest))
    assert events() == ["sla.ClockWarned", "sla.ClockFailed"]
    with travel("11:00:01"):
        assert sweep() == 1
        assert sweep() == 0
    clock_set.refresh_from_db()
    assert clock_set.due_at is None
    assert Clock.objects.filter(next_at__isnull=False).count() == 0


def test_a_late_sweep_says_when_it_really_happened(policy, travel):
    with travel("10:00"):
        clock_set = begin(policy)
    with travel("2026-11-24T10:00"):
        assert sweep() == 2
    assert [(clock.status, clock.stopped_at) for clock in clocks_of(clock_set.pk)] == [
        ("noncompliant", at("10:15")),
        ("noncompliant", at("11:00")),
    ]
    assert events() == ["sla.ClockWarned", "sla.ClockFailed", "sla.ClockFailed"]


def test_a_batch_takes_what_fell_due_first(policy, travel):
    with travel("10:00"):
        begin(policy)
    with travel("12:00"):
        assert sweep(1) == 1
    assert Clock.objects.get(status="noncompliant").kpi.code == "first_response"


def test_a_clock_that_is_met_is_left_alone(policy, travel):
    with travel("10:05"):
        clock_set = begin(policy)
        succeed(clock_set.pk, "first_response", at=at("10:05"), actor=SYSTEM)
    with travel("10:30"):
        assert sweep() == 0


@pytest.mark.django_db(transaction=True)
def test_many_sweepers_tell_each_thing_once_and_leave_what_is_held():
    policy = make_policy("Gold", ("first_response", 15), kind="probe")
    sets = [begin(policy, number) for number in range(30)]
    Clock.objects.update(status="in_progress", next_at=at("10:15"), stopped_at=None)
    EventRecord.objects.all().delete()

    def sweep_all(_worker: int) -> int:
        with unit_of_work():
            return sum(sweep(5) for _round in range(6))

    with transaction.atomic():
        ClockSet.objects.select_for_update().get(pk=sets[0].pk)
        with ThreadPoolExecutor(4) as threads:
            assert sum(threads.map(sweep_all, range(4))) == 29
    assert sweep() == 1
    assert EventRecord.objects.filter(name="sla.ClockFailed").values("payload__clock_id").distinct().count() == 30
    assert EventRecord.objects.count() == 30
