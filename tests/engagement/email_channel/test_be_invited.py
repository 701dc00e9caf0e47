"""The event that a mail brings stands beside its words."""

import re

import pytest
from django.urls import reverse

from caseway.cases.models import Case
from caseway.engagement.models import Message
from caseway.operations.models import Agent
from caseway.workspace.queries.invitations import event_in
from tests.engagement.email_channel.mails import Deliver, mail, received
from tests.fixtures import SignIn
from tests.world import World

CALENDAR = """BEGIN:VCALENDAR
METHOD:{method}
BEGIN:VEVENT
UID:visit-1@lumenlabs.example
{times}
SUMMARY:Visit of the technician
LOCATION:Harbour Street 12
ORGANIZER;CN=Maria Gomez:mailto:maria@lumenlabs.example
END:VEVENT
END:VCALENDAR
"""
TIMED = "DTSTART:20261203T090000Z\nDTEND:20261203T103000Z"


def invited(times: str = TIMED, method: str = "REQUEST") -> Message:
    text = CALENDAR.format(method=method, times=times)
    return received(mail(text=text, headers={"Content-Type": f"text/calendar; charset=utf-8; method={method}"}))


def test_the_case_page_shows_what_when_where_and_by_whom(
    world: World, deliver: Deliver, supervisor: Agent, stranger: Agent, signed_in: SignIn
) -> None:
    invited()
    deliver()
    address = reverse("workspace:case", args=[Case.objects.get().number])
    page = signed_in(supervisor).get(address).content.decode()
    shown = re.search(r'<div class="event">.*?</div></div>', page, re.DOTALL)
    assert shown
    words = " ".join(re.sub(r"<[^>]+>", " ", shown[0]).split())
    assert "Visit of the technician Invitation" in words
    assert words.endswith("· 1 h 30 min · Harbour Street 12 · Maria Gomez")
    assert 'datetime="2026-12-03T09:00:00+00:00"' in shown[0]
    refused = signed_in(stranger).get(address)
    assert refused.status_code == 404
    assert "technician" not in refused.content.decode()


@pytest.mark.parametrize(
    ("times", "days"),
    [
        ("DTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261204", "3 December 2026"),
        ("DTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261206", "3 December 2026 – 5 December 2026"),
    ],
)
def test_whole_days_have_no_zone(world: World, times: str, days: str) -> None:
    event = event_in(invited(times))
    assert event
    assert (event.days, event.starts_at, event.lasts) == (days, None, "")


def test_a_cancellation_is_shown_as_one(world: World) -> None:
    event = event_in(invited(method="CANCEL"))
    assert event
    assert (event.asked, event.is_canceled) == ("Canceled", True)


def test_a_mail_without_an_event_shows_none(world: World) -> None:
    assert event_in(received(mail())) is None
