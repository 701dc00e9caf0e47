"""Service levels as the API writes and reads them. Times to warn and fail are minutes of business time."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field

from caseway.kernel.api import Identifier, Input, Number, Schema, of_length
from caseway.sla.commands import Promise
from caseway.sla.models import SlaItem

Minutes = Annotated[int, Field(ge=0, le=5_256_000)]
Name = Annotated[str, of_length(120, 1)]
Code = Annotated[str, of_length(40, 1), Field(pattern=r"^[a-z][a-z0-9_]*$")]


class PolicyIn(Input):
    name: Name
    kind: Annotated[str, of_length(40, 1)] = "case"


class PolicyChange(Input):
    name: Name


class PromiseIn(Input):
    """One promise. `condition` is a tree over the record's fields; `calendar_id` left out counts around the clock."""

    name: Name
    kpi_id: Identifier
    fail_after_minutes: Minutes
    warn_after_minutes: Minutes | None = None
    condition: dict[str, object] = {}
    calendar_id: Identifier | None = None
    position: Number = 0
    may_pause: bool = True

    def promise(self) -> Promise:
        written = self.model_dump(exclude={"fail_after_minutes", "warn_after_minutes"})
        warn = self.warn_after_minutes
        return Promise(
            **written,
            fail_after=timedelta(minutes=self.fail_after_minutes),
            warn_after=None if warn is None else timedelta(minutes=warn),
        )


class KpiIn(Input):
    code: Code
    name: Annotated[str, of_length(80, 1)]


class KpiChange(Input):
    name: Annotated[str, of_length(80, 1)]


class KpiOut(Schema):
    id: int
    code: str
    name: str


class PromiseOut(Schema):
    id: int
    name: str
    kpi: str
    position: int
    condition: dict[str, object]
    calendar_id: int | None
    fail_after_minutes: float
    warn_after_minutes: float | None
    may_pause: bool

    @staticmethod
    def resolve_kpi(item: SlaItem) -> str:
        return item.kpi.code

    @staticmethod
    def resolve_fail_after_minutes(item: SlaItem) -> float:
        return item.fail_after / timedelta(minutes=1)

    @staticmethod
    def resolve_warn_after_minutes(item: SlaItem) -> float | None:
        return None if item.warn_after is None else item.warn_after / timedelta(minutes=1)


class PolicyOut(Schema):
    id: int
    name: str
    kind: str
    status: str
    is_default: bool
    items: list[PromiseOut]


class SettingsIn(Input):
    is_enabled: bool
    may_replace_manual: bool
    recalculates_terminal: bool


class SettingsOut(Schema):
    """`is_enabled`: service levels apply to new records at all."""

    is_enabled: bool
    may_replace_manual: bool
    recalculates_terminal: bool
