from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from caseway.kernel.caching import forget_all
from caseway.kernel.conditions.registry import Field, FieldType, fields_of, register
from caseway.operations.models import BusinessCalendar
from caseway.sla.testing import make_office

BERLIN = ZoneInfo("Europe/Berlin")

if not fields_of("probe"):
    register(
        "probe",
        [
            Field("tier", "Customer tier", FieldType.CHOICE, choices=(("gold", "Gold"), ("standard", "Standard"))),
            Field("priority", "Priority", FieldType.TEXT),
        ],
    )


def at(text: str) -> datetime:
    """A time on Monday 23 November 2026 (or the day written) in Berlin, as UTC."""
    text = text if "T" in text else f"2026-11-23T{text}"
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.fixture(autouse=True)
def fresh_plans():
    forget_all()


@pytest.fixture
def office(db) -> BusinessCalendar:
    return make_office(holidays=["2026-12-25"])


@pytest.fixture
def travel() -> Callable[[str], object]:
    """`with travel("10:00"):` puts the clock there and holds it."""
    return lambda text: time_machine.travel(at(text), tick=False)
