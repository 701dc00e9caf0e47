"""The server that takes a mailbox's mail."""

from dataclasses import dataclass

from django.conf import settings

from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries.mailboxes import way_out_of


@dataclass(frozen=True)
class Server:
    """Where mail is handed over. What administrators entered `is_judged` before it is called."""

    host: str
    port: int
    security: str
    is_judged: bool


def server_of(mailbox: Mailbox) -> Server | None:
    """The mailbox's own server, else the installation's; None while there is neither."""
    own = way_out_of(mailbox)
    if own and own.host:
        return Server(own.host, own.port, own.security, is_judged=True)
    common = settings.CASEWAY.smtp
    return Server(common.host, common.port, common.security, is_judged=False) if common else None
