"""Calendar files (RFC 5545) as far as a reader of mail needs them: the first event, and what is asked (iTIP)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .charsets import clean
from .limits import MAX_CALENDAR_CHARS, MAX_CALENDAR_LINES
from .model import Address, Meeting
from .zones import Observance, Zones, local_time

_FOLD = re.compile(r"\r?\n[ \t]")
_LINE = re.compile(r'([A-Za-z0-9-]{1,60})((?:;[^=:;"]{1,60}=(?:"[^"]*"|[^":;]*))*):(.*)', re.DOTALL)
_PARAMETER = re.compile(r';([^=:;"]{1,60})=(?:"([^"]*)"|([^":;]*))')
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$", re.IGNORECASE
)
_MAX_ATTENDEES = 200


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    value: str
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The value as text, its escapes undone."""
        return clean(_ESCAPED.sub(_unescaped, self.value)).strip()


@dataclass(slots=True)
class Component:
    """`BEGIN:…` to `END:…`: the first property of each name, and what stands inside."""

    name: str
    properties: dict[str, Property] = field(default_factory=dict)
    attendees: list[Property] = field(default_factory=list)
    inside: list["Component"] = field(default_factory=list)

    def text(self, name: str) -> str:
        return self.properties[name].text if name in self.properties else ""

    def named(self, name: str) -> Iterator["Component"]:
        return (one for one in self.inside if one.name == name)


def read_meeting(source: str) -> Meeting | None:
    """The first event of a calendar file; None where there is none."""
    calendar = _tree(_properties(source[:MAX_CALENDAR_CHARS]))
    event = next(calendar.named("VEVENT"), None)
    if event is None:
        return None
    zones = Zones({zone.text("TZID"): list(_observances(zone)) for zone in calendar.named("VTIMEZONE")})
    start, is_all_day = _moment(event.properties.get("DTSTART"), zones)
    end, _ = _moment(event.properties.get("DTEND"), zones)
    return Meeting(
        method=calendar.text("METHOD").upper(),
        summary=event.text("SUMMARY"),
        organizer=_person(event.properties.get("ORGANIZER")),
        starts_at=start,
        ends_at=end or _after(start, event.text("DURATION")),
        time_zone=_zone_name(event.properties.get("DTSTART")),
        is_all_day=is_all_day,
        location=event.text("LOCATION"),
        status=event.text("STATUS").upper(),
        uid=event.text("UID"),
        attendees=tuple(_person(one) for one in event.attendees),
    )


def _properties(source: str) -> Iterator[Property]:
    for line in _FOLD.sub("", source).splitlines()[:MAX_CALENDAR_LINES]:
        found = _LINE.match(line)
        if found:
            parameters = {name.upper(): quoted or plain for name, quoted, plain in _PARAMETER.findall(found[2])}
            yield Property(found[1].upper(), found[3], parameters)


def _tree(properties: Iterable[Property]) -> Component:
    """The components, their END lines taken for what they mean; the calendar's own properties are the root's."""
    root = Component("")
    path = [root]
    for one in properties:
        name = one.value.strip().upper()
        if one.name == "BEGIN" and name != "VCALENDAR":
            component = Component(name)
            path[-1].inside.append(component)
            path.append(component)
        elif one.name == "END":
            if len(path) > 1 and name == path[-1].name:
                path.pop()
        elif one.name == "ATTENDEE" and len(path[-1].attendees) < _MAX_ATTENDEES:
            path[-1].attendees.append(one)
        else:
            path[-1].properties.setdefault(one.name, one)
    return root


def _observances(zone: Component) -> Iterator[Observance]:
    for one in zone.inside:
        yield Observance(one.text("DTSTART"), one.text("TZOFFSETTO"), one.text("RRULE"))


def _moment(one: Property | None, zones: Zones) -> tuple[datetime | None, bool]:
    """When, with its offset, and whether that is a whole day."""
    value = one.value.strip() if one else ""
    is_day = len(value) == 8
    try:
        when = local_time(f"{value}T000000" if is_day else value[:15])
    except ValueError:
        return None, False
    zone = one.parameters.get("TZID", "") if one else ""
    return zones.placed(when, "UTC" if is_day or value.endswith("Z") else zone), is_day


def _zone_name(one: Property | None) -> str:
    if one is None or one.value.strip().endswith("Z"):
        return "UTC" if one else ""
    return clean(one.parameters.get("TZID", ""))[:100]


def _after(start: datetime | None, duration: str) -> datetime | None:
    found = _DURATION.match(duration)
    if start is None or found is None:
        return None
    weeks, days, hours, minutes, seconds = (int(number or 0) for number in found.groups()[1:])
    length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    try:
        return start + length if found[1] != "-" else None
    except OverflowError:
        return None


def _person(one: Property | None) -> Address:
    if one is None:
        return Address()
    scheme, _, email = one.value.strip().rpartition(":")
    is_mail = scheme.lower() in {"mailto", ""} and "@" in email
    return Address(clean(one.parameters.get("CN", "")).strip(), clean(email) if is_mail else "")


def _unescaped(found: re.Match[str]) -> str:
    return "\n" if found[1] in "nN" else found[1]
