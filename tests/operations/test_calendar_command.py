"""`caseway calendar deadline`: one answer a line, whatever the line."""

import json
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from caseway.config.cli.calendar import app

QUESTION = {
    "timezone": "Europe/Berlin",
    "hours": {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
    "holidays": ["2026-12-25"],
    "start": "2026-11-23T09:26:40",
    "minutes": 15,
}


def ask(*lines: str | bytes) -> tuple[int, list[dict]]:
    text = b"\n".join(line.encode() if isinstance(line, str) else line for line in lines)
    result = CliRunner().invoke(app, ["deadline"], input=text)
    return result.exit_code, [json.loads(line) for line in result.stdout.splitlines()]


def answer(**change: object) -> dict:
    return ask(json.dumps(QUESTION | change))[1][0]


def test_a_local_start_is_answered_with_the_offset():
    assert ask(json.dumps(QUESTION)) == (0, [{"deadline": "2026-11-23T09:41:40+01:00"}])


def test_a_start_with_offset_is_answered_in_the_calendars_zone():
    assert answer(start="2026-11-23T08:26:40Z") == {"deadline": "2026-11-23T09:41:40+01:00"}


def test_pauses_move_the_deadline():
    assert answer(pauses=[["2026-11-23T09:30", "2026-11-23T10:30"]]) == {"deadline": "2026-11-23T10:41:40+01:00"}


def test_a_running_pause_holds_the_deadline():
    assert answer(pauses=[["2026-11-23T09:30", None]]) == {"deadline": None}


def test_half_a_minute_is_exact():
    assert answer(minutes=0.1) == {"deadline": "2026-11-23T09:26:46+01:00"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"start": None}, "start: None is not a time"),
        ({"start": "yesterday"}, "start: 'yesterday' is not a time"),
        ({"minutes": None}, "minutes must be a number"),
        ({"minutes": True}, "minutes must be a number"),
        ({"minutes": -1}, "minutes must be a number"),
        ({"minutes": 1e300}, "100 years"),
        ({"pauses": [["2026-11-23T09:30"]]}, "pauses must be a list of pairs"),
        ({"pauses": {}}, "pauses must be a list of pairs"),
        ({"pauses": [["2026-11-23T10:30", "2026-11-23T09:30"]]}, "before it begins"),
        ({"timezone": "Mars"}, '"Mars" is not a time zone'),
        ({"hours": {}}, "at least one"),
        ({"holidays": [1.5]}, "is not a date"),
        ({"start": "0001-01-01T00:00"}, "year"),
    ],
)
def test_a_bad_line_says_what_is_wrong(change, message):
    assert message in answer(**change)["error"]


@pytest.mark.parametrize(
    "line", ["x", "[]", "3", '{"minutes": NaN}', b"\xff\xfe", "[" * 20_000, '{"minutes": 1e999999999}']
)
def test_no_line_stops_the_next(line):
    code, answers = ask(line, "", json.dumps(QUESTION))
    assert code == 1
    assert "error" in answers[0]
    assert answers[1] == {"deadline": "2026-11-23T09:41:40+01:00"}


def test_nothing_in_is_nothing_out():
    assert ask("") == (0, [])


def test_it_starts_without_django():
    code = "import sys, caseway.operations.rules.calendar_json, caseway.sla.rules; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
