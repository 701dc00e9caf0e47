"""What runs beside requests.

Unsent mail is found again, and in the mail process the listener and the sessions that fetch.
"""

from datetime import timedelta

from caseway.engagement.channels.email.commands import health
from caseway.engagement.channels.email.jobs.dispatch import Dispatch
from caseway.kernel.jobs import pulse

DISPATCH = Dispatch()


@pulse(timedelta(seconds=1))
def send_due_mail() -> int:
    return DISPATCH.send_due()


@pulse(timedelta(hours=1))
def warn_of_endings() -> int:
    return health.warn_of_endings()
