"""Whether mail can be fetched: everything up to the folder, and how we shall hear of more."""

import poplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from imap_tools.errors import MailboxFolderSelectError

from caseway.engagement.channels.email.commands import imap, pop
from caseway.engagement.channels.email.commands.credentials import Credentials, credentials_of
from caseway.engagement.channels.email.commands.doctor.lines import (
    SECONDS,
    check_encryption,
    reach,
    stop_for_encryption,
    tell_encryption,
    tell_plain,
)
from caseway.engagement.channels.email.commands.doctor.steps import Report
from caseway.engagement.channels.email.commands.graph import Graph
from caseway.engagement.channels.email.commands.health import TROUBLES, words_of
from caseway.engagement.channels.email.models import Mailbox
from caseway.kernel.errors import DomainError

Security = Mailbox.Security


class Incoming:
    """The examination of one mailbox that is fetched."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox
        self._credentials: Credentials | None = None
        self._refusal = ""
        try:
            self._credentials = credentials_of(mailbox)
        except DomainError as error:
            self._refusal = str(error)

    def reach(self, report: Report) -> None:
        box = self.mailbox
        addresses = reach(report, box.fetch_host, box.fetch_port, guarded=True)
        if box.fetch_security == Security.TLS:
            check_encryption(report, box.fetch_host, box.fetch_port, addresses)
        elif box.fetch_security == Security.NONE:
            tell_plain(report, addresses)

    def sign_in(self, report: Report) -> None:
        (self._read_imap if self.mailbox.way_in != Mailbox.WayIn.POP3 else self._read_pop)(report)

    def ask_graph(self, report: Report) -> None:
        """Graph says by itself what is wrong: with the token, the mailbox, or the folder."""
        title, folder = _("Microsoft Graph"), self.mailbox.folder
        if self._credentials is None:
            report.stop(title, _("There is nothing to sign in with."), self._refusal)
        try:
            Graph(self.mailbox, self._credentials, seconds=SECONDS).page_after("")
        except DomainError as error:
            report.stop(
                title,
                _("The folder %(folder)s cannot be read: %(words)s") % {"folder": folder, "words": error},
                _("Sign in again as the mailbox's owner; a folder other than INBOX is named by its id."),
            )
        report.ok(title, _("The folder %s can be read.") % folder)

    def _read_imap(self, report: Report) -> None:
        with self._telling(report), imap.greeted(self.mailbox, seconds=SECONDS) as connection:
            self._tell_greeting(report)
            self._tell_sign_in(report, connection.sign_in)
            self._tell_folder(report, connection)
            _tell_idle(report, connection)

    def _read_pop(self, report: Report) -> None:
        with self._telling(report), pop.greeted(self.mailbox, seconds=SECONDS) as client:
            self._tell_greeting(report)
            self._tell_sign_in(report, client.sign_in)
            _tell_unique_ids(report, client)

    @contextmanager
    def _telling(self, report: Report) -> Iterator[None]:
        """What goes wrong before anybody is signed in, and in between."""
        try:
            yield
        except ssl.SSLError as error:
            stop_for_encryption(report, self.mailbox.fetch_host, error)
        except TROUBLES as error:
            report.stop(
                _("Greeting"),
                _("The server does not talk as it should: %s") % words_of(error),
                _("Check port and security: another program may answer there."),
            )

    def _tell_greeting(self, report: Report) -> None:
        if self.mailbox.fetch_security == Security.STARTTLS:
            tell_encryption(report, None)

    def _tell_sign_in(self, report: Report, sign_in: Callable[[Credentials], object]) -> None:
        title, user = _("Sign-in"), self.mailbox.fetch_user or self.mailbox.address
        if self._credentials is None:
            report.stop(title, _("There is nothing to sign in with."), self._refusal)
        try:
            sign_in(self._credentials)
        except TROUBLES as error:
            report.stop(
                title,
                _("%(user)s is not let in: %(words)s") % {"user": user, "words": words_of(error)},
                _("Check user and password. Some providers ask for a password made for programs, or for OAuth2."),
            )
        report.ok(title, _("%s is let in.") % user)

    def _tell_folder(self, report: Report, connection: imap.Connection) -> None:
        title, folder = _("Folder"), self.mailbox.folder
        try:
            connection.folder.set(folder, readonly=True)
        except MailboxFolderSelectError as error:
            report.stop(
                title,
                _("The folder %(folder)s cannot be opened: %(words)s") % {"folder": folder, "words": words_of(error)},
                _("Write one of these: %s") % ", ".join(one.name for one in connection.folder.list()[:20]),
            )
        count = imap.mails_there(connection)
        said = ngettext("%(folder)s holds %(count)s mail.", "%(folder)s holds %(count)s mails.", count)
        report.ok(title, said % {"folder": folder, "count": count})


def _tell_idle(report: Report, connection: imap.Connection) -> None:
    if imap.can_idle(connection):
        report.ok(_("New mail"), _("The server tells of new mail at once (IDLE)."))
    else:
        report.info(_("New mail"), _("The server cannot tell of new mail (no IDLE), so it is asked every 30 seconds."))


def _tell_unique_ids(report: Report, client: poplib.POP3) -> None:
    title = _("Mails")
    try:
        count = len(pop.mails_there(client))
    except pop.NoUniqueIds as error:
        report.stop(title, _("The server cannot tell which mail was taken before."), str(error))
    report.ok(title, ngettext("The server holds %s mail.", "The server holds %s mails.", count) % count)
