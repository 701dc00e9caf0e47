"""What the console tidies up by itself."""

from datetime import timedelta

from caseway.kernel.jobs import pulse
from caseway.workspace import commands


@pulse(timedelta(hours=6))
def purge_draft_files() -> None:
    """Delete stored files that no draft names."""
    commands.purge_orphans()
