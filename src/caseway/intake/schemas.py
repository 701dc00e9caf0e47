"""Intake as programs write and read it."""

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from caseway.intake.models import CreationRule, CreationRuleItem, IntakeLog
from caseway.kernel.api import Condition, EmailAddress, Input, Schema, Slug, of_length

Name = Annotated[str, of_length(120, 1)]
UnknownSender = Literal["refuse", "create_contact"]
Action = Literal["open_case", "reopen_case"]
Minutes = Annotated[int, Field(ge=0, le=5_256_000)]
MINUTE = timedelta(minutes=1)


class LogOut(Schema):
    """One message and what was decided about it."""

    id: int
    message_id: str
    subject: str
    from_email: str
    outcome: str
    reason: str
    explanation: str
    rule: str | None
    case: str | None
    at: datetime

    @staticmethod
    def resolve_message_id(log: IntakeLog) -> str:
        return log.message.message_id

    @staticmethod
    def resolve_subject(log: IntakeLog) -> str:
        return log.message.subject

    @staticmethod
    def resolve_from_email(log: IntakeLog) -> str:
        return log.message.from_email

    @staticmethod
    def resolve_rule(log: IntakeLog) -> str | None:
        return log.rule.name if log.rule else None

    @staticmethod
    def resolve_case(log: IntakeLog) -> str | None:
        return log.case.number if log.case else None


class OwnCaseIn(Input):
    """`with_later`: and all that was said after it in its conversation."""

    with_later: bool = False


class OwnCaseOut(Schema):
    """The number of the new case, and the move by which it can be taken back."""

    case: str
    move: int


class OpenedOut(Schema):
    case: str


class CreationRuleChange(Input):
    """What is left out stays as it is. Without a mailbox a rule is for any of our addresses."""

    name: Name = ""
    mailbox: EmailAddress | Literal[""] = ""
    is_active: bool = False
    unknown_sender: UnknownSender = "create_contact"
    requires_entitlement: bool = False
    creates_when_connected: bool = False
    opens_own_case: bool = False
    wait_after_resolution_minutes: Minutes | None = None

    def details(self) -> dict[str, Any]:
        """What was given, as the command wants it."""
        given = self.model_dump(exclude_unset=True)
        if "wait_after_resolution_minutes" in given:
            wait = given.pop("wait_after_resolution_minutes")
            given["wait_after_resolution"] = None if wait is None else wait * MINUTE
        return given


class CreationRuleIn(CreationRuleChange):
    name: Name


class Mapping(Input):
    """Fields of the case that an item sets."""

    kind: Literal["question", "problem", "request"] | None = None
    priority: Annotated[int, Field(ge=1, le=3)] | None = None


class ItemChange(Input):
    """What is left out stays as it is. `auto_reply` names a template that is sent back."""

    name: Name = ""
    condition: Condition = {}
    action: Action = "open_case"
    mapping: Mapping = Mapping()
    auto_reply: Slug | None = None

    def details(self) -> dict[str, Any]:
        """What was given, but for the template."""
        given = self.model_dump(exclude_unset=True, exclude={"auto_reply"})
        if "mapping" in given:
            given["mapping"] = self.mapping.model_dump(exclude_none=True)
        return given


class ItemIn(ItemChange):
    name: Name


class CreationItemOut(Schema):
    id: int
    name: str
    position: int
    condition: dict[str, object]
    action: str
    mapping: dict[str, object]
    auto_reply: str | None

    @staticmethod
    def resolve_auto_reply(item: CreationRuleItem) -> str | None:
        return item.auto_reply.slug if item.auto_reply else None


class CreationRuleOut(Schema):
    id: int
    name: str
    mailbox: str
    is_active: bool
    unknown_sender: str
    requires_entitlement: bool
    creates_when_connected: bool
    opens_own_case: bool
    wait_after_resolution_minutes: float | None
    items: list[CreationItemOut]

    @staticmethod
    def resolve_wait_after_resolution_minutes(rule: CreationRule) -> float | None:
        return None if rule.wait_after_resolution is None else rule.wait_after_resolution / MINUTE
