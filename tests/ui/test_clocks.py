import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from caseway.ui.clocks import face, fraction
from caseway.ui.modules import texts

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("now", "tone", "figure", "left"),
    [
        (NOON, "calm", "15:00", 1.0),
        (NOON + 9 * MINUTE, "calm", "6:00", 0.4),
        (NOON + 10 * MINUTE, "warn", "5:00", 0.3333),
        (NOON + 15 * MINUTE, "warn", "0:00", 0.0),
        (NOON + 16 * MINUTE, "late", "+1:00", 0.0),
    ],
)
def test_a_running_clock_goes_from_calm_over_amber_to_red(now: datetime, tone: str, figure: str, left: float) -> None:
    with time_machine.travel(now, tick=False):
        shown = face("running", NOON + 15 * MINUTE, NOON, NOON + 10 * MINUTE, None)
    assert (shown.tone, shown.figure, shown.fraction) == (tone, figure, left)


def test_a_paused_clock_shows_what_is_left_however_late_it_is() -> None:
    with time_machine.travel(NOON + timedelta(days=9), tick=False):
        shown = face("paused", NOON + 15 * MINUTE, NOON, None, 300)
    assert (shown.tone, shown.word, shown.figure) == ("paused", "paused", "5:00")


@pytest.mark.parametrize("status", ["met", "missed", "cancelled"])
def test_a_finished_clock_has_a_word_and_no_bar(status: str) -> None:
    shown = face(status, NOON, NOON - MINUTE, None, None)
    assert (shown.tone, shown.figure, shown.fraction) == (status, "", None)


def test_the_browser_is_told_the_words_it_may_need() -> None:
    told = json.loads(texts("en"))
    assert {tone: told[tone] for tone in ("calm", "warn", "late")} == {
        "calm": "left",
        "warn": "due soon",
        "late": "overdue",
    }


@given(st.floats(-1e9, 1e9), st.integers(-1000, 1000))
def test_the_bar_is_never_more_than_full_or_less_than_empty(left: float, minutes: int) -> None:
    shown = fraction(left, NOON + minutes * MINUTE, NOON)
    assert shown is not None
    assert 0 <= shown <= 1
