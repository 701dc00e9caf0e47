"""One mail from standard input, for mail servers and programs that hand it on through a pipe.

They read the exit code: 0 only once the mail is kept, and 75 (try again) for whatever may go better later.
"""

import logging
import os
import sys
from datetime import UTC, datetime
from typing import BinaryIO

MOST_BYTES = 40 * 1024 * 1024


def take_in(stream: BinaryIO, *, recipients: list[str], sender: str) -> int:
    """Keep the mail; returns one of the exit codes of sysexits.h, which every mail server knows."""
    try:
        raw = stream.read(MOST_BYTES + 1)
        if not raw.strip() or len(raw) > MOST_BYTES:
            return _refusal(os.EX_DATAERR, "the mail is empty" if not raw.strip() else "the mail is too large")
        return _keep(raw, recipients, sender)
    except Exception as error:  # no settings, no database, no disk: the mail must come again
        logging.getLogger(__name__).exception("the mail was put off")
        return _refusal(os.EX_TEMPFAIL, f"not now: {error}")


def _keep(raw: bytes, recipients: list[str], sender: str) -> int:
    from caseway.config.cli.setting_up import use_django

    use_django("command")
    from caseway.engagement.channels.email import commands, queries
    from caseway.kernel.db import unit_of_work

    with unit_of_work():
        for recipient in recipients:
            if queries.our_address_now(recipient) is None:
                return _refusal(os.EX_NOUSER, f"{recipient} is not an address of ours")
        envelope = commands.Envelope(sender, tuple(recipients), "pipe")
        commands.receive_mail(raw, at=datetime.now(UTC), envelope=envelope)
    return os.EX_OK


def _refusal(code: int, words: str) -> int:
    print(f"caseway: {words}", file=sys.stderr)
    return code
