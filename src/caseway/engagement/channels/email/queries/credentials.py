"""The server that takes a mailbox's mail, and what we show it so that it lets us in."""

from dataclasses import dataclass

from django.conf import settings

from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries.mailboxes import way_out_of
from caseway.engagement.channels.email.queries.secrets import unsealed


@dataclass(frozen=True)
class Credentials:
    """Who we are to a server. `mechanism` is `password` or `xoauth2`, where the secret is a token."""

    user: str = ""
    secret: str = ""
    mechanism: str = "password"


@dataclass(frozen=True)
class Server:
    """A server that takes our mail. What administrators entered `is_judged` before it is called."""

    host: str
    port: int
    security: str
    credentials: Credentials
    is_judged: bool


def server_of(mailbox: Mailbox) -> Server | None:
    """The mailbox's own server, else the installation's; None while there is neither."""
    own = way_out_of(mailbox)
    if own and own.host:
        return Server(own.host, own.port, own.security, credentials_of(mailbox), is_judged=True)
    common = settings.CASEWAY.smtp
    if common is None:
        return None
    return Server(common.host, common.port, common.security, Credentials(common.user, common.password), is_judged=False)


def credentials_of(mailbox: Mailbox) -> Credentials:
    """What the mailbox's own server is shown."""
    own = way_out_of(mailbox)
    return Credentials(own.user, unsealed(own.password)) if own and own.user else Credentials()
