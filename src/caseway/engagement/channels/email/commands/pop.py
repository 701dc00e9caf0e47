"""Reading a mailbox over POP3: mails are known by their unique id (UIDL), and removed only where that is wanted."""

import base64
import poplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from caseway.engagement.channels.email.commands.credentials import Credentials
from caseway.engagement.channels.email.commands.fetching import MOST_BYTES, Fetched
from caseway.engagement.channels.email.models import Mailbox, TakenMail
from caseway.engagement.channels.email.rules.oauth import token_sasl
from caseway.kernel.errors import DomainError
from caseway.kernel.outbound import dial

SECONDS = 60.0
LONGEST_LINE = 1024 * 1024


class NoUniqueIds(DomainError):
    """The server cannot tell which mail was taken before."""


class Client(poplib.POP3):
    """A mail's lines are as long as real mail has them, not as short as the standard library expects."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return dial(self.host, self.port, seconds=timeout or SECONDS)

    def sign_in(self, credentials: Credentials) -> None:
        """With a token (SASL, in two steps), or with user and password."""
        if not credentials.token:
            self.user(credentials.user)
            self.pass_(credentials.password)
            return
        sasl = token_sasl(self._mechanisms(), credentials.user, credentials.token)
        self._said(f"AUTH {sasl.mechanism}")
        answer = self._said(base64.b64encode(sasl.first).decode())
        if answer.startswith(b"+ "):
            self._said(base64.b64encode(sasl.farewell).decode())

    def _mechanisms(self) -> list[str]:
        """What it offers, if it says so (RFC 5034)."""
        try:
            return self.capa().get("SASL", [])
        except poplib.error_proto:
            return []

    def _said(self, line: str) -> bytes:
        """What the server answers to a line, unless it refuses."""
        self.sock.sendall(f"{line}\r\n".encode())
        answer, _length = self._getline()
        if not answer.startswith(b"+"):
            raise poplib.error_proto(answer)
        return answer

    def _getline(self) -> tuple[bytes, int]:
        line = self.file.readline(LONGEST_LINE + 1)
        if len(line) > LONGEST_LINE:
            raise poplib.error_proto("A line is too long.")
        if not line:
            raise poplib.error_proto("The server hung up.")
        return line.rstrip(b"\r\n"), len(line)


class _TlsClient(Client):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        plain = super()._create_socket(timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)


@contextmanager
def connected(mailbox: Mailbox, credentials: Credentials, *, seconds: float = SECONDS) -> Iterator[Client]:
    """Signed in. What was marked for removal is removed when the block ends well, and only then."""
    with greeted(mailbox, seconds=seconds) as client:
        client.sign_in(credentials)
        yield client
        client.quit()


@contextmanager
def greeted(mailbox: Mailbox, *, seconds: float) -> Iterator[Client]:
    """Connected and encrypted as the mailbox says; not yet signed in."""
    kind = _TlsClient if mailbox.fetch_security == Mailbox.Security.TLS else Client
    client = kind(mailbox.fetch_host, mailbox.fetch_port, seconds)
    try:
        if mailbox.fetch_security == Mailbox.Security.STARTTLS:
            client.stls(ssl.create_default_context())
        yield client
    finally:
        with suppress(OSError):
            client.close()


def mails_there(client: poplib.POP3) -> dict[str, int]:
    """The unique ids of all mails there, each with its number in this session, in order. Raises `NoUniqueIds`."""
    try:
        lines = client.uidl()[1]
    except poplib.error_proto as error:
        raise NoUniqueIds(_("This server gives its mails no unique ids (UIDL): fetch them by IMAP.")) from error
    pairs = (line.decode("ascii", "replace").split(None, 1) for line in lines)
    return {pair[1].strip(): int(pair[0]) for pair in pairs if len(pair) == 2}


def sizes_of(client: poplib.POP3) -> dict[int, int]:
    """The bytes of each mail by its number in this session."""
    return {int(number): int(size) for number, size, *_rest in (line.split() for line in client.list()[1])}


def fetch(client: poplib.POP3, number: int, size: int) -> Fetched:
    """One mail; its headers only when it is too large."""
    if size <= MOST_BYTES:
        lines, is_whole = client.retr(number)[1], True
    else:
        lines, is_whole = client.top(number, 0)[1], False
    return Fetched(datetime.now(UTC), b"\r\n".join(lines) + b"\r\n", size, is_whole)


def note_mail(mailbox: Mailbox, uidl: str, *, is_whole: bool) -> None:
    """It is kept by us. Called after the commit of what was fetched."""
    TakenMail.objects.bulk_create([TakenMail(mailbox=mailbox, uidl=uidl, is_whole=is_whole)], ignore_conflicts=True)


def forget_mails(mailbox: Mailbox, uidls: set[str]) -> None:
    """They are no longer on the server."""
    TakenMail.objects.filter(mailbox=mailbox, uidl__in=uidls).delete()


def remove(client: poplib.POP3, numbers: list[int]) -> None:
    """Mark mails for removal; the server removes them when the session ends well."""
    for number in numbers:
        client.dele(number)
