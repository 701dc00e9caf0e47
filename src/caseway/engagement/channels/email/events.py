"""What happens to held mail."""

from dataclasses import dataclass
from typing import ClassVar

from caseway.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BulkDecisionStarted(Event):
    """Something is to be done with many held mails."""

    subject: ClassVar[str] = "bulk_decision"
    bulk_decision_id: int
