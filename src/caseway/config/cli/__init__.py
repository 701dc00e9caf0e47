"""The command line. Each command imports what it needs when it runs, so that small ones start at once."""

import sys

from caseway.config.cli.processes import PROCESSES
from caseway.config.errors import StartError


def main() -> None:
    """Run the command line; what the user can mend ends as one sentence and code 2."""
    try:
        _run(sys.argv[1:])
    except StartError as error:
        print(f"caseway: {error}", file=sys.stderr)
        sys.exit(2)


def _run(arguments: list[str]) -> None:
    """The long-running processes skip the command line's own library, and the memory it takes."""
    if len(arguments) == 1 and arguments[0] in PROCESSES:
        PROCESSES[arguments[0]]()
        return
    from caseway.config.cli.commands import app

    app(prog_name="caseway")
