"""Cases as programs read and write them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from caseway.cases.models import Case
from caseway.kernel.api import (
    FilterQuery,
    Identifier,
    Input,
    Line,
    Number,
    Prose,
    Schema,
    of_length,
)
from caseway.sla.queries import ClockView, clocks_of

Code = Annotated[str, of_length(40, 1)]
Minutes = Annotated[Number, Field(le=100_000)]


class CaseQuery(FilterQuery):
    """Which cases: those that hold the words, in a state, of an owner."""

    q: Annotated[str, of_length(300)] = Field(
        "", description="Words to look for in numbers, titles, customers and messages."
    )
    state: Annotated[str, Field(pattern="^(|active|resolved|canceled)$")] = ""
    owner: Annotated[str, Field(pattern="^(|me|none)$")] = ""


class PersonOut(Schema):
    id: int
    name: str


class AccountOut(Schema):
    number: str
    name: str
    tier: str


class EntitlementOut(Schema):
    id: int
    name: str
    total_term: int = Field(alias="total")
    remaining_term: int = Field(alias="remaining")


class ClockOut(Schema):
    kpi: str
    status: str
    started_at: datetime
    due_at: datetime
    warn_at: datetime | None
    explanation: str


class CaseRow(Schema):
    """A case as a list shows it."""

    number: str
    title: str
    state: str
    status_reason: str = Field(alias="status_reason_id")
    kind: str
    origin: str
    priority: int
    queue: str | None
    worked_by: PersonOut | None
    owner: PersonOut | None
    account: AccountOut | None
    contact: PersonOut | None
    due_at: datetime | None
    opened_at: datetime
    resolved_at: datetime | None
    last_message_at: datetime | None
    version: int

    @staticmethod
    def resolve_queue(case: Case) -> str | None:
        return case.work_item.queue.slug if case.work_item and case.work_item.queue else None

    @staticmethod
    def resolve_worked_by(case: Case) -> object:
        return case.work_item.worked_by if case.work_item else None


class CaseOut(CaseRow):
    """A case with all that stands around it."""

    description: str
    entitlement: EntitlementOut | None
    decrements_entitlement: bool
    first_responded_at: datetime | None
    clocks: list[ClockOut]

    @staticmethod
    def resolve_clocks(case: Case) -> list[ClockView]:
        return clocks_of(case.clock_set_id)


class NewCaseIn(Input):
    """A case needs a title and a customer: a contact, an account, or both."""

    title: Line
    description: Prose = ""
    contact: Identifier | None = None
    account: Annotated[str, of_length(24)] = Field("", description="The account's number.")
    product: Annotated[str, of_length(40)] = Field("", description="The product's article number.")
    kind: Case.Kind = Case.Kind.QUESTION
    origin: Case.Origin = Case.Origin.WEB
    priority: Case.Priority = Case.Priority.NORMAL
    decrements_entitlement: bool = True


class EditCaseIn(Input):
    title: Line | None = None
    description: Prose | None = None
    kind: Case.Kind | None = None
    priority: Case.Priority | None = None


class SendArticleIn(Input):
    article: Annotated[str, of_length(24, 1)] = Field(description="The article's number.")
    text: Prose = ""


class ResolveIn(Input):
    resolution_type: Annotated[str, of_length(40)] = Field("", description="A status reason of the state resolved.")
    resolution: Annotated[str, of_length(500, 1)]
    billable_minutes: Minutes = 0
    remarks: Prose = ""
    cancels_open_activities: bool = False


class ReasonIn(Input):
    status_reason: Annotated[str, of_length(40)] = Field("", description="Left out, the default of the state.")


class StatusIn(Input):
    status_reason: Code


class AssignIn(Input):
    agent: Identifier


class RouteIn(Input):
    """A queue or a person; neither lets the routing rules decide again."""

    queue: Annotated[str, of_length(80)] = ""
    agent: Identifier | None = None
