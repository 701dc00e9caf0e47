"""The pulse of the clocks."""

from datetime import timedelta

from caseway.kernel.jobs import pulse
from caseway.sla import commands

BATCH = 200
MOST_BATCHES = 25


@pulse(timedelta(seconds=1))
def sweep_clocks() -> None:
    """Warn and fail what is due. After a long stop the backlog is taken in batches, each committed by itself."""
    for _batch in range(MOST_BATCHES):
        if commands.sweep(BATCH) < BATCH:
            return
