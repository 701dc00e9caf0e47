"""What one row of a list shows, read as plain values: a page of fifty rows needs no three hundred model instances."""

from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db.models import QuerySet

from caseway.cases.models import Case
from caseway.cases.models.cases import State
from caseway.cases.queries import reason_label
from caseway.routing.models import WorkItem
from caseway.workspace.queries.names import agent_name, queue_name

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class CaseLine(NamedTuple):
    """A case as lists show it."""

    pk: int
    number: str
    title: str
    priority: int
    state: str
    status_reason_id: str | None
    owner_id: int | None
    queue_id: int | None
    account_number: str | None
    account_name: str | None
    account_tier: str | None
    contact_id: int | None
    contact_name: str | None
    clock_set_id: int | None
    is_waiting_for_us: bool
    first_responded_at: datetime | None
    opened_at: datetime
    last_message_at: datetime | None
    due_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None

    @property
    def id(self) -> int:
        return self.pk

    @property
    def is_active(self) -> bool:
        return self.state == State.ACTIVE

    @property
    def due_key(self) -> datetime:
        """What sorting by due time goes by: never null."""
        return self.due_at or NEVER

    @property
    def message_key(self) -> datetime:
        """What sorting by the last message goes by: never null."""
        return self.last_message_at or self.opened_at

    @property
    def customer_name(self) -> str:
        """The account where there is one, else the contact."""
        return self.account_name or self.contact_name or ""

    @property
    def person_name(self) -> str:
        """The contact where there is one, else the account."""
        return self.contact_name or self.account_name or ""

    @property
    def owner_name(self) -> str:
        return agent_name(self.owner_id)

    @property
    def queue_name(self) -> str:
        return queue_name(self.queue_id)

    @property
    def status_label(self) -> str:
        return reason_label(self.status_reason_id)


class WorkLine(NamedTuple):
    """A work item as lists show it."""

    pk: int
    kind: str
    reference: str
    title: str
    url_name: str
    priority: int
    queue_id: int | None
    entered_at: datetime | None
    worked_by_id: int | None

    @property
    def id(self) -> int:
        return self.pk

    @property
    def worker_name(self) -> str:
        return agent_name(self.worked_by_id)

    @property
    def queue_name(self) -> str:
        return queue_name(self.queue_id)


ELSEWHERE = {
    "queue_id": "work_item__queue_id",
    "account_number": "account__number",
    "account_name": "account__name",
    "account_tier": "account__tier",
    "contact_name": "contact__name",
}
CASE_COLUMNS = tuple(ELSEWHERE.get(name, name) for name in CaseLine._fields)


def case_lines(rows: QuerySet[Case]) -> QuerySet[Case, tuple[Any, ...]]:
    """The same rows, as the values of a `CaseLine`."""
    return rows.values_list(*CASE_COLUMNS)


def work_lines(rows: QuerySet[WorkItem]) -> QuerySet[WorkItem, tuple[Any, ...]]:
    """The same rows, as the values of a `WorkLine`."""
    return rows.values_list(*WorkLine._fields)
