"""Business hours and their holidays. Promises made from now on count by them; a running one keeps its due time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module

from django.db import transaction
from django.utils.translation import gettext as _

from caseway.kernel.access import Actor, require
from caseway.kernel.audit import record_change
from caseway.kernel.caching import forget_all
from caseway.kernel.crud.commands import delete_row
from caseway.kernel.db import atomic, lock_row, remember
from caseway.kernel.errors import Invalid
from caseway.operations.models import BusinessCalendar, Holiday
from caseway.operations.rules.calendar import CalendarError
from caseway.operations.rules.calendar_json import parse_calendar

PERMISSION = "settings.manage"
YEARS = range(1970, 2200)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """`{"mon": [["09:00", "12:00"], ["13:00", "17:00"]]}` in one IANA time zone; `is_24x7` needs no hours."""

    name: str
    timezone: str = "UTC"
    is_24x7: bool = False
    hours: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)


@atomic()
def create_calendar(opening: Opening, *, actor: Actor) -> BusinessCalendar:
    require(actor, PERMISSION)
    _require_sound(opening, None)
    calendar = BusinessCalendar.objects.create(**vars(opening))
    return _written(calendar, actor)


@atomic()
def change_calendar(calendar: BusinessCalendar, opening: Opening, *, actor: Actor) -> BusinessCalendar:
    require(actor, PERMISSION)
    calendar = lock_row(calendar)
    _require_sound(opening, calendar.pk)
    for name, value in vars(opening).items():
        setattr(calendar, name, value)
    calendar.save()
    return _written(calendar, actor)


@atomic()
def delete_calendar(calendar: BusinessCalendar, *, actor: Actor) -> None:
    """Forget a calendar by which nothing is promised, with its holidays."""
    delete_row(calendar, actor=actor, permission=PERMISSION)


@atomic()
def set_holidays(calendar: BusinessCalendar, days: Mapping[date, str], *, actor: Actor) -> int:
    """Close the calendar on these days as well, with their names; returns how many were not there before."""
    require(actor, PERMISSION)
    calendar = lock_row(calendar)
    known = set(calendar.holidays.values_list("on", flat=True))
    new = [Holiday(calendar=calendar, on=on, name=name[:120]) for on, name in days.items() if on not in known]
    Holiday.objects.bulk_create(new)
    for holiday in new:
        record_change(holiday, actor=actor)
    transaction.on_commit(forget_all)
    return len(new)


@atomic()
def open_on(calendar: BusinessCalendar, days: Iterable[date], *, actor: Actor) -> int:
    """Take holidays away again; returns how many there were."""
    require(actor, PERMISSION)
    calendar = lock_row(calendar)
    found = list(calendar.holidays.filter(on__in=list(days)))
    for holiday in found:
        remember(holiday)
        record_change(holiday, actor=actor, action="deleted")
        holiday.delete()
    transaction.on_commit(forget_all)
    return len(found)


def import_holidays(calendar: BusinessCalendar, *, country: str, year: int, actor: Actor, subdivision: str = "") -> int:
    """Close on the public holidays of a country (ISO code), or a part of it, in one year; returns how many are new."""
    require(actor, PERMISSION)
    if year not in YEARS:
        raise Invalid(_("Choose another year."), fields={"year": _("Write a year from 1970 to 2199.")})
    return set_holidays(calendar, public_holidays(country, year, subdivision), actor=actor)


def public_holidays(country: str, year: int, subdivision: str = "") -> dict[date, str]:
    """The public holidays of a country or a part of it. `Invalid` for one that is not known."""
    library = import_module("holidays")  # costs 25 MB and half a second, for what is needed once a year
    try:
        found = library.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError as error:
        field_name = "subdivision" if country in library.list_supported_countries() else "country"
        fault = _("No holidays are known for this: write an ISO code, such as DE, and a part of it, such as BY.")
        raise Invalid(fault, fields={field_name: fault}) from error
    return {on: str(name) for on, name in sorted(found.items())}


def _require_sound(opening: Opening, calendar_id: int | None) -> None:
    try:
        parse_calendar(vars(opening))
    except CalendarError as error:
        named = "timezone" if "zone" in str(error) else "hours"
        raise Invalid(str(error), fields={named: str(error)}) from error
    if BusinessCalendar.objects.filter(name=opening.name).exclude(pk=calendar_id or 0).exists():
        raise Invalid(_("This name is taken."), fields={"name": _("Choose a name that is not taken.")})


def _written(calendar: BusinessCalendar, actor: Actor) -> BusinessCalendar:
    record_change(calendar, actor=actor)
    transaction.on_commit(forget_all)
    return calendar
