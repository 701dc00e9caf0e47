"""What an examination finds, one sentence each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

Area = Literal["in", "out", "names"]
AREAS: dict[Area, Promise] = {
    "in": gettext_lazy("Mail coming in"),
    "out": gettext_lazy("Mail going out"),
    "names": gettext_lazy("What others can look up"),
}
State = Literal["ok", "warn", "bad", "info"]


@dataclass(frozen=True)
class Step:
    """One thing that was looked at. `advice` says what to do; it is empty when nothing is to be done."""

    area: Area
    title: str
    state: State
    said: str
    advice: str = ""


class _Stopped(Exception):
    """What would come next cannot be looked at."""


class Report:
    """The steps of one area, in order."""

    def __init__(self, area: Area) -> None:
        self.area, self.steps = area, list[Step]()

    def ok(self, title: str, said: str) -> None:
        self._add("ok", title, said, "")

    def info(self, title: str, said: str, advice: str = "") -> None:
        self._add("info", title, said, advice)

    def warn(self, title: str, said: str, advice: str) -> None:
        self._add("warn", title, said, advice)

    def bad(self, title: str, said: str, advice: str) -> None:
        self._add("bad", title, said, advice)

    def stop(self, title: str, said: str, advice: str) -> NoReturn:
        """Something is wrong, and nothing after it can be looked at."""
        self.bad(title, said, advice)
        raise _Stopped

    def _add(self, state: State, title: str, said: str, advice: str) -> None:
        self.steps.append(Step(self.area, title, state, said, advice))


def examined(area: Area, *parts: Callable[[Report], None]) -> list[Step]:
    """Look at one part after the other until one of them stops."""
    report = Report(area)
    try:
        for part in parts:
            part(report)
    except _Stopped:
        return report.steps
    return report.steps
