"""`caseway mail reread`: reads kept sources again, and prints what is shown otherwise now."""

import sys
from dataclasses import dataclass, replace

from caseway.engagement.channels.email import commands
from caseway.kernel.access import SYSTEM

EVERY = 1_000


@dataclass
class Progress:
    """What was done so far; `last` is where a run that is stopped goes on."""

    read: int = 0
    changed: int = 0
    last: int = 0

    def note(self, message_id: int, told: list[str]) -> None:
        self.read, self.last = self.read + 1, message_id
        if told:
            self.changed += 1
            print(f"message {message_id}: {'; '.join(told)}", flush=True)
        if self.read % EVERY == 0:
            print(f"{self.read} read, {self.changed} differ, last message {message_id}", file=sys.stderr, flush=True)


def reread(extent: commands.Extent, *, is_dry: bool) -> int:
    """Prints a line for each message that differs, and the sum. Returns the exit code: 130 when it was stopped."""
    progress = Progress()
    try:
        commands.reread_mail(extent, actor=replace(SYSTEM, via="cli"), report=progress.note, is_dry=is_dry)
    except KeyboardInterrupt:
        print(f"Stopped. Go on with --after {progress.last or extent.after}.", file=sys.stderr)
        return 130
    verb = "would be" if is_dry else "are"
    print(f"{progress.read} messages read; {progress.changed} {verb} shown otherwise.")
    return 0
