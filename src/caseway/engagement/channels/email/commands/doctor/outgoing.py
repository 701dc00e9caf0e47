"""Whether the server that takes our mail takes it from us."""

import smtplib
import ssl
from contextlib import suppress

from django.utils.translation import gettext as _

from caseway.engagement.channels.email.commands.credentials import Credentials, credentials_out
from caseway.engagement.channels.email.commands.doctor.lines import (
    SECONDS,
    check_encryption,
    reach,
    stop_for_encryption,
    tell_encryption,
    tell_plain,
)
from caseway.engagement.channels.email.commands.doctor.steps import Report
from caseway.engagement.channels.email.commands.transport import client_to, show_credentials
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import Server
from caseway.kernel.errors import DomainError


class Outgoing:
    """The examination of one server."""

    def __init__(self, server: Server, mailbox: Mailbox) -> None:
        self.server = server
        self.addresses: list[str] = []
        self._shown, self._refusal = Credentials(""), ""
        try:
            self._shown = credentials_out(mailbox)
        except DomainError as error:
            self._refusal = str(error)

    def reach(self, report: Report) -> None:
        server = self.server
        self.addresses = reach(report, server.host, server.port, guarded=server.is_judged)
        if server.security == "tls":
            check_encryption(report, server.host, server.port, self.addresses)
        elif server.security == "none":
            tell_plain(report, self.addresses)

    def sign_in(self, report: Report) -> None:
        try:
            client = client_to(self.server, seconds=SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            _stop_for_greeting(report, error)
        with client:
            self._greet(report, client)
            self._give_password(report, client)
            with suppress(OSError, smtplib.SMTPException):
                client.quit()

    def _greet(self, report: Report, client: smtplib.SMTP) -> None:
        try:
            client.ehlo()
            if self.server.security == "starttls":
                client.starttls(context=ssl.create_default_context())
                tell_encryption(report, None)
        except ssl.SSLError as error:
            stop_for_encryption(report, self.server.host, error)
        except (OSError, smtplib.SMTPException) as error:
            _stop_for_greeting(report, error)

    def _give_password(self, report: Report, client: smtplib.SMTP) -> None:
        title, user = _("Sign-in"), self._shown.user
        if self._refusal:
            report.stop(title, self._refusal, _("Check user and password of the server for outgoing mail."))
        if not user:
            report.info(title, _("No user is set: the server must know this machine by its address."))
            return
        try:
            show_credentials(client, self._shown)
        except (OSError, smtplib.SMTPException) as error:
            report.stop(
                title,
                _("%(user)s is not let in: %(words)s") % {"user": user, "words": error},
                _("Check user and password of the server for outgoing mail."),
            )
        report.ok(title, _("%s is let in.") % user)


def tell_kept(report: Report) -> None:
    """Nothing leaves: there is no server."""
    report.warn(
        _("Server"),
        _("None is set, so mail is kept as files in the outbox folder."),
        _("Set one under Sending on the mailbox's page, or CASEWAY_SMTP_URL for all mailboxes."),
    )


def _stop_for_greeting(report: Report, error: Exception) -> None:
    report.stop(
        _("Greeting"),
        _("The server does not talk as a mail server should: %s") % error,
        _("Check port and security: another program may answer there."),
    )
