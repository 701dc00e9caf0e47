"""When a mail says it was written, in UTC."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from .headers import Headers

_ISO = re.compile(r"(\d{4}-\d\d?-\d\d?)[T ]+(\d\d?:\d\d(?::\d\d)?)\s*(Z|[+-]\d\d:?\d\d)?")
_COLON_ZONE = re.compile(r"([+-]\d\d):(\d\d)\b")


def sent_at(headers: Headers) -> datetime | None:
    """The Date header, else the time of the newest Received header; None where neither can be read."""
    for text in headers.texts("date"):
        if moment := parse_date(text):
            return moment
    for text in headers.texts("received")[:1]:
        return parse_date(text.rpartition(";")[2])
    return None


def parse_date(text: str) -> datetime | None:
    """A moment in UTC, from RFC 5322 in all its broken forms, or from ISO 8601."""
    text = text[:200]
    if iso := _ISO.search(text):
        return _from_iso(iso)
    try:
        fields = parsedate_tz(_COLON_ZONE.sub(r"\1\2", text))
        if fields is None:
            return None
        zone = timezone(timedelta(seconds=fields[9] or 0))
        return datetime(*_plausible(fields[:6]), tzinfo=zone).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _plausible(fields: tuple[int, ...]) -> tuple[int, int, int, int, int, int]:
    year, month, day, hour, minute, second = fields
    return year, month, day, hour, minute, min(second, 59)


def _from_iso(found: re.Match[str]) -> datetime | None:
    zone = (found[3] or "Z").replace("Z", "+00:00")
    zone = zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    year, month, day = (int(piece) for piece in found[1].split("-"))
    clock = [int(piece) for piece in found[2].split(":")] + [0]
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[4:])) * (-1 if zone[0] == "-" else 1)
    try:
        return datetime(year, month, day, clock[0], clock[1], min(clock[2], 59), tzinfo=timezone(offset)).astimezone(
            UTC
        )
    except (ValueError, OverflowError):
        return None
