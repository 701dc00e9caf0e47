"""`caseway check`: what is wrong with this installation, and what to do. It changes nothing and imports no Django."""

from collections.abc import Iterator

from caseway.config.checks import database, mail, processes
from caseway.config.checks.finding import Finding
from caseway.config.env import Env


def check_installation(settings: Env) -> int:
    """Print each finding; the answer is the exit code, 1 when something must be mended."""
    problems = 0
    for finding in _findings(settings):
        problems += not finding.is_good
        print(f"{'ok     ' if finding.is_good else 'PROBLEM'}  {finding.subject:<10} {finding.sentence}")
    print("Everything is in order." if not problems else f"To mend: {problems}.")
    return 1 if problems else 0


def _findings(settings: Env) -> Iterator[Finding]:
    yield Finding("settings", True, f"All are usable; the data is in {settings.data}.")
    yield from database.findings(settings)
    yield from mail.findings(settings)
    yield from processes.findings(settings)
