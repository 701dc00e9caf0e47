"""The timeline of a case as it is read: oldest first, days apart, events in words, what is new marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils import timezone

from caseway.cases.queries import Entry, timeline_of
from caseway.cases.queries.timeline import FILTERS
from caseway.engagement.models import Message
from caseway.kernel.access import Actor
from caseway.kernel.models import EventRecord
from caseway.knowledge.models import ArticleVersion
from caseway.workspace.queries.case import CaseView
from caseway.workspace.queries.names import agent_names
from caseway.workspace.queries.words import Line, Names, line_of, line_of_clock, line_of_decision

PAGE = 20
FORMATTED = re.compile(r"<(?:img|table|ul|ol|h[1-6]|strong|b|em|i|u|font|pre|hr)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """One thing on the timeline. `kind`: message, note, activity or line; `day` is set where a new day begins."""

    kind: str
    at: datetime
    subject: object
    day: date | None = None
    is_first_new: bool = False


@dataclass(frozen=True)
class CaseTimeline:
    """Some items, oldest first, and the time before which earlier ones lie (None at the beginning)."""

    items: list[Item] = field(default_factory=list)
    before: datetime | None = None
    shown: str = "all"
    is_older_part: bool = False


def timeline_page(
    view: CaseView, actor: Actor, *, shown: str = "all", before: datetime | None = None, is_older_part: bool = False
) -> CaseTimeline:
    """One page: at most seven statements, and one for the titles of articles that were linked on it."""
    shown = shown if shown in FILTERS else "all"
    page = timeline_of(view.case, shown=shown, before=before, limit=PAGE, absent=view.absent)
    names = _names(page.entries)
    told = [*_told(page.entries, view, names), *_beside(view, names, shown, (page.before, before))]
    told.sort(key=lambda item: item.at)
    marked = list(_marked(_opened_first(told), view.seen_at, actor))
    return CaseTimeline(marked, page.before, shown, is_older_part)


def is_formatted(message: Message) -> bool:
    """Whether the message's HTML says more than its text does."""
    return bool(message.html) and FORMATTED.search(message.html) is not None


def _told(entries: list[Entry], view: CaseView, names: Names) -> Iterator[Item]:
    for entry in entries:
        if not isinstance(entry.subject, EventRecord):
            yield Item(entry.kind, entry.at, entry.subject)
        elif line := line_of(entry.subject, view, names):
            yield Item("line", entry.at, line)


def _beside(
    view: CaseView, names: Names, shown: str, within: tuple[datetime | None, datetime | None]
) -> Iterator[Item]:
    """Routing decisions and promises that were not kept, between the page's bounds, where events are shown."""
    after, before = within
    if "event" not in FILTERS[shown]:
        return
    lines = [line_of_decision(decision, names) for decision in reversed(view.decisions)]
    lines += [line_of_clock(clock) for clock in view.clocks if clock.face == "missed"]
    for line in lines:
        if (after is None or line.at >= after) and (before is None or line.at < before):
            yield Item("line", line.at, line)


def _opened_first(items: list[Item]) -> list[Item]:
    """A case is opened, then routed; the rows were written the other way round, within the same moment."""
    for place in range(1, len(items)):
        before, here = items[place - 1].subject, items[place].subject
        if isinstance(here, Line) and here.asks_why and isinstance(before, Line) and before.icon == "route":
            items[place - 1], items[place] = items[place], items[place - 1]
    return items


def _marked(items: list[Item], seen_at: datetime | None, actor: Actor) -> Iterator[Item]:
    """Sets where a day begins, and the first thing that others did since the reader last looked."""
    day: date | None = None
    is_marked = seen_at is None
    for item in items:
        is_new = not is_marked and seen_at is not None and item.at > seen_at and _counts(item, actor)
        is_marked = is_marked or is_new
        today = timezone.localdate(item.at)
        yield Item(item.kind, item.at, item.subject, today if today != day else None, is_new)
        day = today


def _counts(item: Item, actor: Actor) -> bool:
    """What somebody said, not what happened, and not by the reader."""
    return not isinstance(item.subject, Line) and getattr(item.subject, "author", "") != actor.reference


def _names(entries: list[Entry]) -> Names:
    linked = {
        int(entry.subject.payload["article_id"])
        for entry in entries
        if isinstance(entry.subject, EventRecord) and entry.subject.name == "cases.ArticleLinked"
    }
    activities = {entry.subject.pk: str(entry.subject) for entry in entries if entry.kind == "activity"}
    return Names(agent_names(), _titles(linked), activities)


def _titles(article_ids: set[int]) -> dict[int, str]:
    if not article_ids:
        return {}
    newest = ArticleVersion.objects.filter(article_id__in=article_ids).order_by("article_id", "-major", "-minor")
    return dict(newest.distinct("article_id").values_list("article_id", "title"))
