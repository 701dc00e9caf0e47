from datetime import date

import pytest

from caseway.kernel.audit import changes_of
from caseway.kernel.errors import Invalid
from caseway.operations.commands import (
    Opening,
    Wording,
    change_calendar,
    change_template,
    create_calendar,
    create_template,
    import_holidays,
    open_on,
    set_holidays,
)
from caseway.operations.models import BusinessCalendar, Holiday, Template

OFFICE = Opening(name="Office", timezone="Europe/Berlin", hours={"mon": [["09:00", "12:00"], ["13:00", "17:00"]]})


def test_a_calendar_is_written_and_changed(manager, db):
    calendar = create_calendar(OFFICE, actor=manager)
    change_calendar(calendar, Opening(name="Always", is_24x7=True), actor=manager)
    calendar.refresh_from_db()
    assert (calendar.name, calendar.is_24x7, calendar.hours) == ("Always", True, {})
    assert changes_of(calendar).count() == 2


@pytest.mark.parametrize(
    ("opening", "field"),
    [
        (Opening(name="Never"), "hours"),
        (Opening(name="Odd", hours={"mon": [["17:00", "09:00"]]}), "hours"),
        (Opening(name="Mars", timezone="Mars/Crater", is_24x7=True), "timezone"),
        (Opening(name="Taken", is_24x7=True), "name"),
    ],
)
def test_hours_that_cannot_be_are_refused_by_field(manager, db, opening, field):
    BusinessCalendar.objects.create(name="Taken", is_24x7=True)
    with pytest.raises(Invalid) as refusal:
        create_calendar(opening, actor=manager)
    assert list(refusal.value.fields) == [field]
    assert BusinessCalendar.objects.count() == 1


def test_holidays_of_a_country_are_imported_once(manager, db):
    calendar = create_calendar(OFFICE, actor=manager)
    assert import_holidays(calendar, country="DE", year=2026, actor=manager) == 9
    assert import_holidays(calendar, country="DE", year=2026, actor=manager) == 0
    assert import_holidays(calendar, country="DE", subdivision="BY", year=2026, actor=manager) == 3
    assert Holiday.objects.filter(on=date(2026, 12, 25)).count() == 1


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"country": "XX", "year": 2026}, "country"),
        ({"country": "DE", "subdivision": "ZZ", "year": 2026}, "subdivision"),
        ({"country": "DE", "year": 1}, "year"),
    ],
)
def test_holidays_of_nowhere_are_refused(manager, db, wanted, field):
    calendar = create_calendar(OFFICE, actor=manager)
    with pytest.raises(Invalid) as refusal:
        import_holidays(calendar, actor=manager, **wanted)
    assert list(refusal.value.fields) == [field]
    assert not Holiday.objects.exists()


def test_a_day_is_closed_and_opened_again(manager, db):
    calendar, day = create_calendar(OFFICE, actor=manager), date(2026, 12, 24)
    assert set_holidays(calendar, {day: "Christmas Eve"}, actor=manager) == 1
    assert (open_on(calendar, [day], actor=manager), open_on(calendar, [day], actor=manager)) == (1, 0)


def test_a_template_is_written_and_changed(manager, db):
    template = create_template(Wording(name="Hi", slug="hi", body="Hello {{ contact.name }}"), actor=manager)
    change_template(template, Wording(name="Hi", slug="hi", subject="{{ case.number }}"), actor=manager)
    template.refresh_from_db()
    assert (template.subject, template.body) == ("{{ case.number }}", "")


@pytest.mark.parametrize(
    ("values", "field"),
    [({"body": "{% if %}"}, "body"), ({"subject": "{{ name | shout }}"}, "subject"), ({"slug": "taken"}, "slug")],
)
def test_a_template_that_could_not_be_filled_in_is_refused(manager, db, values, field):
    Template.objects.create(name="Taken", slug="taken")
    with pytest.raises(Invalid) as refusal:
        create_template(Wording(**{"name": "Hi", "slug": "hi"} | values), actor=manager)
    assert list(refusal.value.fields) == [field]
    assert Template.objects.count() == 1
