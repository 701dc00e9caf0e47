"""A hundred mailboxes on one process: each is served, and while nothing comes they cost next to nothing."""

import time
from pathlib import Path

import pytest

from caseway.engagement.channels.email.jobs.sessions import Pace
from caseway.engagement.channels.email.models import Mailbox
from tests.engagement.email_channel.conftest import Fetching
from tests.engagement.email_channel.dovecot import Dovecot
from tests.engagement.email_channel.fetching import AT, eventually, make_mailbox, messages
from tests.engagement.email_channel.mails import mail, unique_user

MAILBOXES = 100
IDLE_SECONDS = 10.0
MOST_KILOBYTES_EACH = 500.0
MOST_CPU_SHARE = 0.05


def resident_kilobytes() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0])


@pytest.mark.slow
def test_a_hundred_idle_mailboxes_cost_next_to_nothing_and_hear_of_mail_at_once(
    dovecot: Dovecot, fetching: Fetching
) -> None:
    users = [unique_user() for _number in range(MAILBOXES)]
    for number, user in enumerate(users):
        make_mailbox(dovecot.port, user, address=f"box{number}@caseway.example")
    before = resident_kilobytes()
    fetching(Pace())
    eventually(lambda: Mailbox.objects.filter(health="good").count() == MAILBOXES, seconds=90)

    began = time.process_time()
    time.sleep(IDLE_SECONDS)
    share = (time.process_time() - began) / IDLE_SECONDS
    each = (resident_kilobytes() - before) / MAILBOXES
    print(f"{each:.0f} kB a mailbox, {share * 60:.2f} s of CPU an idle minute for all {MAILBOXES}")
    assert each < MOST_KILOBYTES_EACH
    assert share < MOST_CPU_SHARE

    dovecot.append(users[-1], mail(to="box99@caseway.example"), AT)
    eventually(lambda: messages() == 1)
