"""`caseway demo-data`: years of history, with a progress bar."""

import time

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from caseway.cases.commands.search import rebuild_search
from caseway.cases.models import Case
from caseway.setup.demo import ensure_demo_data
from caseway.setup.volume import fill


def fill_up(cases: int) -> None:
    """Make sure there are so many cases; what is there already is kept, so a stopped run goes on."""
    ensure_demo_data()
    started = time.monotonic()
    present = Case.objects.count()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("Cases", total=max(cases, present), completed=present)
        added = fill(cases, report=lambda size: progress.advance(task, size))
        seconds = max(time.monotonic() - started, 0.001)
        known = progress.add_task("Search", total=added)
        rebuild_search(report=lambda size: progress.advance(known, size), is_partial=True)
    print(f"Added {added} cases in {seconds:.1f} s, {added / seconds:.0f} a second.")
