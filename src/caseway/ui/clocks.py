"""How a service-level clock looks at this moment: tone, sign, words and how much of its bar is left."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from caseway.ui.formatting import countdown

SIGNS = {
    "calm": "timer",
    "warn": "alarm-clock",
    "late": "flame",
    "paused": "pause",
    "met": "check",
    "missed": "x",
    "cancelled": "minus",
}


@dataclass(frozen=True)
class Face:
    """What the template writes; `fraction` is 0 to 1, or None where there is no bar."""

    tone: str
    sign: str
    word: str
    figure: str
    fraction: float | None


def face(
    status: str,
    due_at: datetime | None,
    started_at: datetime | None,
    warn_at: datetime | None,
    remaining: float | None,
) -> Face:
    """`status` is running, paused, met, missed or cancelled; `remaining` is in seconds, for a paused clock."""
    now = timezone.now()
    left = remaining if status == "paused" else None
    if status == "running" and due_at:
        left = (due_at - now).total_seconds()
    tone = running_tone(left, warn_at, now) if status == "running" else status
    words = vocabulary(get_language() or "")
    figure = "" if left is None else countdown(left)
    return Face(tone, SIGNS[tone], words[tone], figure, fraction(left, due_at, started_at))


def running_tone(left: float | None, warn_at: datetime | None, now: datetime) -> str:
    """Calm until the warning, amber then, red once overdue."""
    if left is not None and left < 0:
        return "late"
    return "warn" if warn_at and warn_at <= now else "calm"


def fraction(left: float | None, due_at: datetime | None, started_at: datetime | None) -> float | None:
    """The share of the whole span that is left, between 0 and 1."""
    if left is None:
        return None
    whole = (due_at - started_at).total_seconds() if due_at and started_at else 0
    if whole <= 0:
        return 0.0 if left < 0 else 1.0
    return round(min(max(left / whole, 0.0), 1.0), 4)


@cache
def vocabulary(language: str) -> dict[str, str]:
    """The words for each tone in the active `language`."""
    return {
        "calm": _("left"),
        "warn": _("due soon"),
        "late": _("overdue"),
        "paused": _("paused"),
        "met": _("met"),
        "missed": _("missed"),
        "cancelled": _("cancelled"),
    }
