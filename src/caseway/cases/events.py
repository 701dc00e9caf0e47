"""What happens to a case."""

from dataclasses import dataclass, field
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CaseEvent(Event):
    subject: ClassVar[str] = "case"
    case_id: int


@dataclass(frozen=True, kw_only=True)
class CaseOpened(CaseEvent):
    number: str
    origin: str
    conversation_id: int | None


@dataclass(frozen=True, kw_only=True)
class CaseChanged(CaseEvent):
    """Fields were edited; `fields` are their names."""

    fields: list[str]


@dataclass(frozen=True, kw_only=True)
class CaseStatusChanged(CaseEvent):
    status_reason: str


@dataclass(frozen=True, kw_only=True)
class CasePicked(CaseEvent):
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class CaseAssigned(CaseEvent):
    agent_id: int


@dataclass(frozen=True, kw_only=True)
class CaseReleased(CaseEvent):
    queue_id: int | None


@dataclass(frozen=True, kw_only=True)
class CaseRouted(CaseEvent):
    queue_id: int | None
    agent_id: int | None


@dataclass(frozen=True, kw_only=True)
class CaseDueSoon(CaseEvent):
    """A promise of its service level nears its end; `kpi` names it."""

    kpi: str


@dataclass(frozen=True, kw_only=True)
class CaseOverdue(CaseEvent):
    """A promise of its service level was missed."""

    kpi: str


@dataclass(frozen=True, kw_only=True)
class CaseMessageReceived(CaseEvent):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessagesMovedAway(CaseEvent):
    """Messages of this case belong to the case `number` now; `is_undone`: a move to this case was taken back."""

    move_id: int
    message_ids: list[int]
    number: str
    is_undone: bool = False


@dataclass(frozen=True, kw_only=True)
class MessagesMovedHere(CaseEvent):
    """Messages of the case `number` belong to this one now; `is_undone`: a move away from it was taken back."""

    move_id: int
    message_ids: list[int]
    number: str
    is_undone: bool = False


@dataclass(frozen=True, kw_only=True)
class CaseReplied(CaseEvent):
    message_id: int


@dataclass(frozen=True, kw_only=True)
class CaseForwarded(CaseEvent):
    """A message of the case went to somebody else, in a conversation aside."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class CaseMessageWithdrawn(CaseEvent):
    """Somebody took a message back before it left."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class CaseMessageFailed(CaseEvent):
    """A message to the customer was refused for good, or came back."""

    message_id: int


@dataclass(frozen=True, kw_only=True)
class CaseNoted(CaseEvent):
    """`mentioned` are the agents named in it."""

    note_id: int
    mentioned: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ActivityAdded(CaseEvent):
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class ActivityClosed(CaseEvent):
    activity_id: int


@dataclass(frozen=True, kw_only=True)
class ArticleLinked(CaseEvent):
    article_id: int
    is_sent: bool


@dataclass(frozen=True, kw_only=True)
class CaseResolved(CaseEvent):
    resolution_id: int


@dataclass(frozen=True, kw_only=True)
class CaseCanceled(CaseEvent):
    status_reason: str


@dataclass(frozen=True, kw_only=True)
class CaseReactivated(CaseEvent):
    was: str
