"""What happens in conversations."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageEvent(Event):
    subject: ClassVar[str] = "conversation"
    conversation_id: int
    message_id: int


@dataclass(frozen=True, kw_only=True)
class MessageReceived(MessageEvent):
    """A message arrived and was stored."""


@dataclass(frozen=True, kw_only=True)
class MessageNoticed(MessageEvent):
    """Something was learnt about a message; `kind` says what: delayed, complaint."""

    kind: str


@dataclass(frozen=True, kw_only=True)
class MessageReread(MessageEvent):
    """A message is shown otherwise now, after its source was read again."""


@dataclass(frozen=True, kw_only=True)
class MessageSetAside(MessageEvent):
    """A message that arrived is to become nothing until a person says otherwise; `cause` and `detail` say why."""

    channel: str
    cause: str
    detail: str


@dataclass(frozen=True, kw_only=True)
class MessageReleased(MessageEvent):
    """A person wants what was set aside to be taken in."""


@dataclass(frozen=True, kw_only=True)
class MessageQueued(MessageEvent):
    """A message is to be sent."""

    channel: str


@dataclass(frozen=True, kw_only=True)
class MessageSent(MessageEvent):
    """The next server took the message."""


@dataclass(frozen=True, kw_only=True)
class MessageFailed(MessageEvent):
    """The message was refused for good, or came back."""

    error: str


@dataclass(frozen=True, kw_only=True)
class MessageWithdrawn(MessageEvent):
    """Somebody took a message back before it left."""


@dataclass(frozen=True, kw_only=True)
class MessageRescheduled(MessageEvent):
    """A message leaves at another moment than was said."""
