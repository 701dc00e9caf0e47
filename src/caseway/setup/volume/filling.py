"""Filling the database up to so many cases, a batch at a time: what was committed stays, and a later run goes on."""

from collections.abc import Callable
from random import Random

from django.utils import timezone

from caseway.cases.models import Case
from caseway.kernel.db import atomic
from caseway.setup.volume.cast import Desk, desks, people
from caseway.setup.volume.copying import Batch, reserve, reserve_from
from caseway.setup.volume.history import ORDER, CaseKeys, Stage, write_case

BATCH = 500
MESSAGES = 10
KEYED = ("cases.Case", "engagement.Conversation", "routing.WorkItem", "sla.ClockSet")


def fill(cases: int, *, report: Callable[[int], None], with_regions: bool = True, open_share: float = 0.03) -> int:
    """Make sure there are at least so many cases, ten messages each; returns how many were added.

    `report` hears of each batch. Without regions only the company's own teams take part. `open_share` of them (0 to 1)
    are still open.
    """
    present = Case.objects.count()
    added = 0
    while present + added < cases:
        size = min(BATCH, cases - present - added)
        _write_batch(present + added, size, desks(with_regions=with_regions), open_share)
        added += size
        report(size)
    return added


@atomic()
def _write_batch(seed: int, size: int, at_work: list[Desk], open_share: float) -> None:
    random = Random(seed)  # noqa: S311
    stage = Stage.set(at_work, people(random, max(40, (seed + size) // 8)), timezone.now(), open_share)
    batch = Batch()
    keys = zip(*(reserve(label, size) for label in KEYED), reserve_from("case_number", size), strict=True)
    messages = iter(reserve("engagement.Message", size * MESSAGES))
    for case_id, conversation_id, item_id, clock_set_id, number in keys:
        ids = [next(messages) for _ in range(MESSAGES)]
        write_case(
            batch, stage, random, CaseKeys(case_id, conversation_id, item_id, clock_set_id, f"CAS-{number}", ids)
        )
    batch.write(ORDER)
