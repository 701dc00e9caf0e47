from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from django.conf import LazySettings

from caseway.cases import commands as cases
from caseway.cases.models import Case
from caseway.engagement.channels.email.jobs.listener import WAYS
from caseway.engagement.channels.email.jobs.sessions import Pace, Sessions
from caseway.engagement.models import Message
from caseway.kernel.access import SYSTEM
from tests.engagement.email_channel import dovecot as dovecots
from tests.engagement.email_channel.dovecot import Dovecot
from tests.engagement.email_channel.fetching import QUICK
from tests.engagement.email_channel.interference import Interference, interfering
from tests.engagement.email_channel.mails import Deliver, mail, received, unique_user
from tests.world import World, make_world


@pytest.fixture
def committed_world(transactional_db: None) -> World:
    """The small company, for tests that commit."""
    return make_world()


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    if dovecots.find_dovecot() is None:
        pytest.skip("Dovecot is not installed: apt-get install dovecot-imapd dovecot-pop3d")
    with dovecots.running() as server:
        yield server


@pytest.fixture
def user(dovecot: Dovecot) -> str:
    """A user whose mailbox is empty."""
    return unique_user()


@pytest.fixture
def line(dovecot: Dovecot) -> Iterator[Interference]:
    """A line to Dovecot's IMAP that can be disturbed."""
    with interfering(dovecot.port) as line:
        yield line


Fetching = Callable[..., Sessions]


@pytest.fixture
def fetching(committed_world: World, settings: LazySettings) -> Iterator[Fetching]:
    """Start the half of the mail process that fetches."""
    settings.OUTBOUND_ALLOW = ("127.0.0.0/8",)
    with ExitStack() as ends:

        def start(pace: Pace = QUICK) -> Sessions:
            sessions = Sessions(WAYS, pace=pace)
            sessions.start()
            ends.callback(sessions.stop)
            return sessions

        yield start


@pytest.fixture
def sessions(fetching: Fetching) -> Sessions:
    return fetching()


@pytest.fixture
def sent(world: World, deliver: Deliver) -> Message:
    """Our answer to Maria, which has left."""
    received(mail())
    deliver()
    answer = cases.reply_to_customer(Case.objects.get(), actor=SYSTEM, reply=cases.Reply(text="Close the valve."))
    deliver()
    Message.objects.filter(pk=answer.pk).update(state="sent")
    answer.refresh_from_db()
    return answer
