from datetime import UTC, datetime, timedelta, timezone

import pytest

from caseway.engagement.channels.email.rules import Address, Meeting
from caseway.engagement.channels.email.rules.icalendar import read_meeting

EAST = """BEGIN:VTIMEZONE
TZID:Eastern
BEGIN:STANDARD
DTSTART:16010101T020000
TZOFFSETTO:-0500
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETTO:-0400
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
"""


def meeting(lines: str, before: str = "") -> Meeting:
    found = read_meeting(f"BEGIN:VCALENDAR\n{before}BEGIN:VEVENT\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n")
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("local", "hours"),
    [
        ("20240310T015959", -5),
        ("20240310T030000", -4),
        ("20241103T015959", -4),
        ("20241103T020000", -5),
        ("20240101T000000", -5),
        ("20241231T235959", -5),
    ],
)
def test_a_zone_with_rules_changes_when_they_say(local, hours):
    starts_at = meeting(f"DTSTART;TZID=Eastern:{local}", EAST).starts_at
    assert starts_at is not None
    assert starts_at.utcoffset() == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("line", "starts_at"),
    [
        ("DTSTART:20240705T120000Z", datetime(2024, 7, 5, 12, tzinfo=UTC)),
        ("DTSTART:20240705T120000", datetime(2024, 7, 5, 12, tzinfo=UTC)),
        ("DTSTART;TZID=Nowhere/Land:20240705T120000", datetime(2024, 7, 5, 12, tzinfo=UTC)),
        ("DTSTART;TZID=../../etc/passwd:20240705T120000", datetime(2024, 7, 5, 12, tzinfo=UTC)),
        ("DTSTART;TZID=Europe/Berlin:20240705T120000", datetime(2024, 7, 5, 10, tzinfo=UTC)),
        ('DTSTART;TZID="/x.example/Europe/Berlin":20240705T120000', datetime(2024, 7, 5, 10, tzinfo=UTC)),
        ("DTSTART:tomorrow", None),
        ("DTSTART:20249905T120000", None),
        ("DTSTART:", None),
        ("SUMMARY:none", None),
    ],
)  # fmt: skip
def test_a_start_is_read_or_is_none(line, starts_at):
    assert meeting(line).starts_at == starts_at


@pytest.mark.parametrize(
    ("duration", "length"),
    [
        ("PT45M", timedelta(minutes=45)),
        ("P1DT2H", timedelta(days=1, hours=2)),
        ("P2W", timedelta(weeks=2)),
        ("-PT5M", None),
        ("an hour", None),
        ("P9999W", timedelta(weeks=9999)),
    ],
)
def test_a_duration_says_the_end(duration, length):
    found = meeting(f"DTSTART:20240705T120000Z\nDURATION:{duration}")
    assert found.ends_at == (datetime(2024, 7, 5, 12, tzinfo=UTC) + length if length else None)


def test_an_end_beyond_all_calendars_is_none():
    assert meeting("DTSTART:99991231T235959Z\nDURATION:P1D").ends_at is None


def test_a_rule_in_the_last_month_of_all_is_read():
    late = "BEGIN:VTIMEZONE\nTZID:Late\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETTO:+0200\n"
    late += "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=12\nEND:STANDARD\nEND:VTIMEZONE\n"
    found = meeting("DTSTART;TZID=Late:99991231T000000", late).starts_at
    assert found == datetime(9999, 12, 31, tzinfo=timezone(timedelta(hours=2)))


def test_an_organizer_without_an_address_keeps_the_name():
    assert meeting("ORGANIZER;CN=Room 7:invalid:nomail").organizer == Address("Room 7", "")


def test_alarms_inside_an_event_do_not_speak_for_it():
    assert meeting("BEGIN:VALARM\nSUMMARY:Alarm\nEND:VALARM\nSUMMARY:Visit").summary == "Visit"


def test_an_event_that_never_ends_is_read():
    found = read_meeting("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Visit\n")
    assert found is not None
    assert found.summary == "Visit"


@pytest.mark.parametrize("line", ["BEGIN:X\n", "ATTENDEE:mailto:a@b.example\n", "A" * 70 + ":x\n", "A;B=C" * 20, ";:"])
def test_hostile_calendars_are_read_in_linear_time(line, linear_time):
    linear_time(lambda: meeting(line * (200_000 // len(line))))
