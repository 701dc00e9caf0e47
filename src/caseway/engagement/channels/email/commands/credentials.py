"""What a mailbox signs in with at its server: a password, or a token that is fresh."""

from dataclasses import dataclass, field

from django.conf import settings

from caseway.engagement.channels.email.commands.sign_in import access_token
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import unsealed, way_out_of


@dataclass(frozen=True)
class Credentials:
    """Either a password or a token; never shown in a message or a log."""

    user: str
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)


def credentials_of(mailbox: Mailbox) -> Credentials:
    """Asks the database, and the provider for a fresh token now and then. Raises DomainError with what to do."""
    user = mailbox.fetch_user or mailbox.address
    if mailbox.provider_id:
        return Credentials(user, token=access_token(mailbox))
    return Credentials(user, password=unsealed(mailbox.fetch_password))


def credentials_out(mailbox: Mailbox) -> Credentials:
    """What is shown to the server that takes its mail: the password kept for it, else its token; no user, nothing."""
    own, common = way_out_of(mailbox), settings.CASEWAY.smtp
    if own is None or not own.host:
        return Credentials(common.user, password=common.password) if common else Credentials("")
    if own.user and own.password:
        return Credentials(own.user, password=unsealed(own.password))
    if mailbox.provider_id:
        return Credentials(own.user or mailbox.address, token=access_token(mailbox))
    return Credentials("")
