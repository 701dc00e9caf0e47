"""The set-up doctor: is all that a mailbox needs there, and if not, what is to be done."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.utils.translation import get_language, override

from caseway.engagement.channels.email.commands.doctor.incoming import Incoming
from caseway.engagement.channels.email.commands.doctor.names import Domain
from caseway.engagement.channels.email.commands.doctor.outgoing import Outgoing, tell_kept
from caseway.engagement.channels.email.commands.doctor.steps import AREAS, Area, Report, Step, examined
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import Server, server_of
from caseway.engagement.channels.email.queries.signing import active_keys
from caseway.kernel.access import Actor, require

__all__ = ["AREAS", "Step", "examine_mailbox"]

Part = Callable[[Report], None]


def examine_mailbox(mailbox: Mailbox, *, actor: Actor) -> list[Step]:
    """Connect to all that it needs, and read what the world can read. Takes some seconds; writes nothing."""
    require(actor, "settings.manage")
    areas = _areas(mailbox)
    language = get_language() or settings.LANGUAGE_CODE

    def examine(area: tuple[Area, tuple[Part, ...]]) -> list[Step]:
        with override(language):
            return examined(area[0], *area[1])

    with ThreadPoolExecutor(len(areas)) as threads:
        return [step for steps in threads.map(examine, areas) for step in steps]


def _areas(mailbox: Mailbox) -> list[tuple[Area, tuple[Part, ...]]]:
    """What is independent of each other, so that one that is slow delays no other. None of it asks the database."""
    server = server_of(mailbox)
    name = mailbox.address.rpartition("@")[2]
    domain = Domain(name, server.host if server else "", active_keys().get(name))
    parts = (domain.mail_servers, domain.spf, domain.dkim, domain.dmarc)
    areas: list[tuple[Area, tuple[Part, ...]]] = [("out", _parts_out(server, mailbox)), ("names", parts)]
    if mailbox.is_fetched:
        incoming = Incoming(mailbox)
        has_line = mailbox.way_in != Mailbox.WayIn.MICROSOFT
        areas.insert(0, ("in", (incoming.reach, incoming.sign_in) if has_line else (incoming.ask_graph,)))
    return areas


def _parts_out(server: Server | None, mailbox: Mailbox) -> tuple[Part, ...]:
    if server is None:
        return (tell_kept,)
    outgoing = Outgoing(server, mailbox)
    return (outgoing.reach, outgoing.sign_in)
