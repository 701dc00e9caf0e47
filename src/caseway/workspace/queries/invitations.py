"""The event that a message brings: what is asked, when, where, and by whom."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseway.engagement.models import Message

ASKED = {
    "CANCEL": gettext_lazy("Canceled"),
    "REPLY": gettext_lazy("Answer to an invitation"),
    "COUNTER": gettext_lazy("Another time is proposed"),
    "REQUEST": gettext_lazy("Invitation"),
}


@dataclass(frozen=True)
class Event:
    """`starts_at` carries its offset. Of whole days there are no times: `days` says them, without a zone."""

    asked: str
    summary: str
    starts_at: datetime | None
    lasts: str
    days: str
    details: str
    is_canceled: bool


def event_in(message: Message) -> Event | None:
    """The first event in its calendar file; None for most messages."""
    found = next((notice for notice in message.notices if notice.get("kind") == "event"), None)
    if found is None:
        return None
    starts, ends = datetime.fromisoformat(found["starts_at"]), _moment(found["ends_at"])
    length = ends - starts if ends and ends > starts else timedelta()
    is_whole_day = found["is_all_day"]
    return Event(
        asked=str(ASKED.get(found["method"], gettext_lazy("Event"))),
        summary=found["summary"] or _("Without a title"),
        starts_at=None if is_whole_day else starts,
        lasts="" if is_whole_day else _length(length),
        days=_days(starts.date(), length.days) if is_whole_day else "",
        details=" · ".join(part for part in (found["location"], found["organizer"]) if part),
        is_canceled=found["method"] == "CANCEL",
    )


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _length(length: timedelta) -> str:
    """ "1 h 30 min"; nothing for an event without an end."""
    minutes = int(length.total_seconds()) // 60
    days, hours, minutes = minutes // 1440, minutes % 1440 // 60, minutes % 60
    parts = [(days, _("%d d")), (hours, _("%d h")), (minutes, _("%d min"))]
    return " ".join(form % number for number, form in parts if number)


def _days(first: date, count: int) -> str:
    last = first + timedelta(days=max(count - 1, 0))
    text = f"{first.day} {first:%B %Y}"
    return text if last == first else f"{text} – {last.day} {last:%B %Y}"
