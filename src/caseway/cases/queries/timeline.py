"""Everything that happened on a case as one list, newest first: messages, notes, activities and events."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.db.models import Prefetch, Q, QuerySet

from caseway.cases.models import Activity, Case, CaseConversation, Note
from caseway.engagement.models import Attachment, Message
from caseway.engagement.queries import messages_of
from caseway.kernel.models import EventRecord

FILTERS = {
    "all": ("message", "note", "activity", "event"),
    "public": ("message",),
    "notes": ("note",),
    "mails": ("message",),
    "calls": ("activity",),
    "events": ("event",),
}
SHOWN_OTHERWISE = (
    "cases.CaseMessageReceived",
    "cases.CaseReplied",
    "cases.CaseForwarded",
    "cases.CaseMessageFailed",
    "cases.CaseNoted",
    "cases.ActivityAdded",
)
Subject = Message | Note | Activity | EventRecord
Rows = QuerySet[Message] | QuerySet[Note] | QuerySet[Activity] | QuerySet[EventRecord]


@dataclass(frozen=True)
class Entry:
    """One line of the timeline: its kind (message, note, activity, event), its time and the row itself."""

    kind: str
    at: datetime
    subject: Subject

    @property
    def key(self) -> tuple[datetime, str, int]:
        return (self.at, self.kind, self.subject.pk)


@dataclass(frozen=True)
class Timeline:
    """Some entries, newest first, and the time before which the next ones lie (None at the end)."""

    entries: list[Entry]
    before: datetime | None


def timeline_of(
    case: Case,
    *,
    shown: str = "all",
    before: datetime | None = None,
    limit: int = 20,
    absent: Collection[str] = (),
) -> Timeline:
    """One page of a case the caller may see: at most one statement for each kind, and one for attachments.

    `absent` names kinds of which the caller knows that the case has none.
    """
    kinds = [kind for kind in FILTERS.get(shown, FILTERS["all"]) if kind not in absent]
    lists = [[Entry(kind, row.at, row) for row in _rows(kind, case, before)[: limit + 1]] for kind in kinds]
    entries = list(islice(merge(*lists, key=lambda entry: entry.key, reverse=True), limit + len(kinds) * 5))
    cut = _cut(entries, limit)
    return Timeline(entries[:cut], entries[cut - 1].at if len(entries) > cut else None)


def _cut(entries: list[Entry], limit: int) -> int:
    """Where a page ends: never between entries of the same instant, as the next page starts before it."""
    while limit < len(entries) and entries[limit].at == entries[limit - 1].at:
        limit += 1
    return limit


def _rows(kind: str, case: Case, before: datetime | None) -> Rows:
    earlier = Q(at__lt=before) if before else Q()
    if kind == "message":
        held = CaseConversation.objects.filter(case=case).values("conversation_id")
        files = Prefetch("attachments", queryset=Attachment.objects.order_by("id"))
        return messages_of(held).filter(earlier).select_related("contact").prefetch_related(files)
    if kind == "note":
        return Note.objects.filter(earlier, case=case).order_by("-at", "-id")
    if kind == "activity":
        return Activity.objects.filter(earlier, case=case).select_related("owner").order_by("-at", "-id")
    events = EventRecord.objects.filter(earlier, subject_kind="case", subject_id=case.pk)
    return events.exclude(name__in=SHOWN_OTHERWISE).order_by("-id")
