"""Mailboxes that are fetched from a real server in tests, and sessions that do not wait long."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from caseway.engagement.channels.email.jobs.sessions import Pace
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import sealed
from caseway.engagement.models import Message
from tests.engagement.email_channel.dovecot import PASSWORD
from tests.engagement.email_channel.mails import SUPPORT

AT = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
QUICK = Pace(between_looks=0.1, poll=0.2, first_wait=0.05, longest_wait=0.5, silence=5.0, tries=3)
SOON = 15.0


def make_mailbox(
    port: int, user: str, *, address: str = SUPPORT, password: str = PASSWORD, **values: object
) -> Mailbox:
    return Mailbox.objects.create(
        address=address,
        fetch_host="127.0.0.1",
        fetch_port=port,
        fetch_user=user,
        fetch_password=sealed(password),
        fetch_security="none",
        **{"way_in": "imap", **values},
    )


def eventually(is_so: Callable[[], bool], *, seconds: float = SOON) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


def messages() -> int:
    return Message.objects.filter(direction="in").count()


def now(mailbox: Mailbox) -> Mailbox:
    """Its row as it is now."""
    return Mailbox.objects.get(pk=mailbox.pk)
