"""Promises for tests."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from caseway.operations.models import BusinessCalendar
from caseway.sla.models import SlaItem, SlaKpi, SlaPolicy
from caseway.sla.queries import plans

OFFICE_HOURS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
Promise = tuple[str, int] | tuple[str, int, Mapping[str, object]]


def make_policy(
    name: str = "Gold", *promises: Promise, calendar: BusinessCalendar | None = None, **values: object
) -> SlaPolicy:
    """An active policy. A promise is `("first_response", minutes, {more columns})`; without one, both KPIs."""
    policy = SlaPolicy.objects.create(**{"name": name, "status": SlaPolicy.Status.ACTIVE} | values)
    for position, promise in enumerate(promises or (("first_response", 15), ("resolve", 480))):
        _add(policy, position, promise, calendar)
    plans.forget()
    return policy


def make_office(name: str = "Support hours", *, holidays: Sequence[str] = ()) -> BusinessCalendar:
    """Monday to Friday, nine to five in Berlin."""
    office = BusinessCalendar.objects.create(name=name, timezone="Europe/Berlin", hours=OFFICE_HOURS)
    for day in holidays:
        office.holidays.create(on=day)
    return office


def _add(policy: SlaPolicy, position: int, promise: Promise, calendar: BusinessCalendar | None) -> None:
    code, minutes, *more = promise
    columns = {
        "kpi": SlaKpi.objects.get_or_create(code=code, defaults={"name": code})[0],
        "name": f"{policy.name} {code}",
        "position": position,
        "calendar": calendar,
        "fail_after": timedelta(minutes=minutes),
    }
    SlaItem.objects.create(policy=policy, **columns | dict(more[0] if more else {}))
