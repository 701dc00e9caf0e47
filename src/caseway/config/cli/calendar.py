"""`caseway calendar`: business-calendar arithmetic for administrators who ask why a deadline is what it is."""

import json
import sys
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NoReturn

import typer

from caseway.operations.rules.calendar import Calendar, CalendarError, Pause, deadline
from caseway.operations.rules.calendar_json import parse_calendar

MOST_MINUTES = 60_000_000

app = typer.Typer(help="Business-calendar arithmetic.", no_args_is_help=True)


@app.callback()
def calendar() -> None:
    """Business-calendar arithmetic."""


@app.command("deadline")
def deadlines() -> None:
    """Read one JSON object a line from standard input and print its deadline.

    {"timezone": "Europe/Berlin", "hours": {"mon": [["09:00", "17:00"]]}, "holidays": ["2026-12-25"],
    "start": "2026-11-23T09:26:40", "minutes": 15, "pauses": [["2026-11-23T09:30", "2026-11-23T09:40"]]}

    Times without an offset are local to the calendar. A pause whose end is null is still running: if it holds the
    deadline, that is null. A line that cannot be answered prints {"error": ...}, and the exit code is 1 at the end.
    """
    failures = 0
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        answer = _answer(line)
        failures += "error" in answer
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    raise typer.Exit(1 if failures else 0)


def _answer(line: bytes) -> dict[str, str | None]:
    try:
        return {"deadline": _deadline(_question(line))}
    except CalendarError as error:
        return {"error": str(error)}


def _question(line: bytes) -> Mapping[str, object]:
    try:
        question = json.loads(line, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise CalendarError(f"This line is not JSON: {error}") from error
    if not isinstance(question, dict):
        raise CalendarError('Write one JSON object a line, such as {"timezone": "Europe/Berlin", ...}.')
    return question


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number.")


def _deadline(question: Mapping[str, object]) -> str | None:
    written = {key: question.get(key) for key in ("timezone", "hours", "holidays")}
    opening = _calendar(json.dumps(written | {"is_24x7": question.get("is_24x7", False)}, default=str))
    start = _instant(opening, "start", question.get("start"))
    due = deadline(opening, start, _amount(question.get("minutes")), _pauses(opening, question.get("pauses")))
    return due.astimezone(opening.zone).isoformat() if due else None


@lru_cache(maxsize=256)
def _calendar(written: str) -> Calendar:
    return parse_calendar(json.loads(written))


def _amount(minutes: object) -> timedelta:
    if isinstance(minutes, bool) or not isinstance(minutes, int | Decimal) or minutes < 0:
        raise CalendarError("minutes must be a number of business minutes, zero or more.")
    if minutes > MOST_MINUTES:
        raise CalendarError("minutes is too large: the deadline would be more than 100 years ahead.")
    return timedelta(microseconds=int(minutes * 60_000_000))


def _pauses(opening: Calendar, written: object) -> list[Pause]:
    if written is None:
        return []
    if not isinstance(written, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in written):
        raise CalendarError('pauses must be a list of pairs, such as [["2026-11-23T10:00", "2026-11-23T11:00"]].')
    return [
        (_instant(opening, "pauses", begin), None if end is None else _instant(opening, "pauses", end))
        for begin, end in written
    ]


def _instant(opening: Calendar, name: str, written: object) -> datetime:
    """An ISO 8601 time. A local one that the clock repeats is the first; one that it skips counts after the gap."""
    try:
        at = datetime.fromisoformat(written if isinstance(written, str) else "")
    except ValueError as error:
        raise CalendarError(
            f"{name}: {written!r} is not a time: write ISO 8601, such as 2026-11-23T09:26:40+01:00."
        ) from error
    return at if at.tzinfo else at.replace(tzinfo=opening.zone)
