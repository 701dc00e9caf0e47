"""Reading a mailbox over IMAP: what came since the cursor, oldest first. Nothing there is marked, moved or deleted."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BufferedReader
from typing import cast

from imap_tools import BaseMailBox

from caseway.engagement.channels.email.commands.credentials import Credentials
from caseway.engagement.channels.email.commands.fetching import MOST_BYTES, Fetched
from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.rules.oauth import token_sasl
from caseway.kernel.outbound import dial

SECONDS = 60.0
UIDS_AT_ONCE = 20_000
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')


class NotHandedOver(Exception):
    """The server has the mail and answers that it does not give it; its words."""


class Connection(BaseMailBox):
    """imap-tools' mailbox, connected to the very address that was judged."""

    def __init__(self, mailbox: Mailbox, seconds: float) -> None:
        self._mailbox, self._seconds = mailbox, seconds
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        mailbox = self._mailbox
        if mailbox.fetch_security == Mailbox.Security.TLS:
            return _TlsClient(mailbox, self._seconds)
        client = _Client(mailbox.fetch_host, mailbox.fetch_port, self._seconds)
        if mailbox.fetch_security == Mailbox.Security.STARTTLS:
            try:
                client.starttls(ssl.create_default_context())
            except BaseException:
                client.shutdown()
                raise
        return client

    def sign_in(self, credentials: Credentials) -> None:
        """With a token, or by LOGIN, or by SASL where user or password has letters that LOGIN cannot carry."""
        if credentials.token:
            self._sign_in_with_token(credentials)
            return
        user, password = credentials.user, credentials.password
        sign_in = self.login if (user + password).isascii() else self.login_utf8
        sign_in(user, password, initial_folder=None)

    def _sign_in_with_token(self, credentials: Credentials) -> None:
        offered = [name.removeprefix("AUTH=") for name in self.client.capabilities]
        sasl = token_sasl(offered, credentials.user, credentials.token)
        words = iter([sasl.first])
        self.client.authenticate(sasl.mechanism, lambda _challenge: next(words, sasl.farewell))


class _Client(imaplib.IMAP4):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return dial(self.host, self.port, seconds=timeout or SECONDS)


class _TlsClient(imaplib.IMAP4_SSL):
    def __init__(self, mailbox: Mailbox, seconds: float) -> None:
        context = ssl.create_default_context()
        super().__init__(mailbox.fetch_host, mailbox.fetch_port, ssl_context=context, timeout=seconds)

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(dial(self.host, self.port, seconds=timeout or SECONDS), server_hostname=self.host)


@contextmanager
def connected(mailbox: Mailbox, credentials: Credentials, *, seconds: float = SECONDS) -> Iterator[Connection]:
    """Signed in, with the mailbox's folder open for reading. Raises what `TROUBLES` names.

    A server that says nothing for `seconds` is given up.
    """
    with greeted(mailbox, seconds=seconds) as connection:
        connection.sign_in(credentials)
        connection.folder.set(mailbox.folder, readonly=True)
        yield connection


@contextmanager
def greeted(mailbox: Mailbox, *, seconds: float) -> Iterator[Connection]:
    """Connected and encrypted as the mailbox says; not yet signed in."""
    connection = Connection(mailbox, seconds)
    try:
        yield connection
    finally:
        connection.client.shutdown()


def uid_validity(connection: Connection) -> int:
    """The number that says whether UIDs still mean what they meant."""
    return _number(connection, "UIDVALIDITY")


def new_uids(connection: Connection, since: int) -> Iterator[list[int]]:
    """UIDs from `since` on, in order, some at a time: a folder may hold millions, a line of answers may not."""
    connection.client.noop()
    has_news(connection)
    reached = _number(connection, "UIDNEXT")
    while since + UIDS_AT_ONCE < reached:
        yield _uids(connection, since, str(since + UIDS_AT_ONCE - 1))
        since += UIDS_AT_ONCE
    yield _uids(connection, since, "*")


def has_news(connection: Connection) -> bool:
    """Whether the server said, along with its last answers, that more has come; it will not say so again in IDLE."""
    return connection.client.untagged_responses.pop("EXISTS", None) is not None


def mails_there(connection: Connection) -> int:
    """How many the folder held when it was opened."""
    return _number(connection, "EXISTS")


def can_idle(connection: Connection) -> bool:
    return "IDLE" in connection.client.capabilities


def wait_for_news(connection: Connection, seconds: float) -> None:
    """IDLE until the server says something. What came in one packet with its "go ahead" is in our buffer already."""
    with connection.idle as idle:
        if not _has_buffered(connection.client):
            idle.poll(timeout=seconds)


def fetch(connection: Connection, uid: int, *, whole: bool = True) -> Fetched | None:
    """One mail, or None when it is gone meanwhile; its headers only when it is too large, or not asked for `whole`."""
    head = _flat(_asked(connection, uid, "(UID INTERNALDATE RFC822.SIZE)"))
    size = SIZE.search(head)
    if size is None:
        return None
    is_whole = whole and int(size[1]) <= MOST_BYTES
    answers = _asked(connection, uid, "(BODY.PEEK[])" if is_whole else "(BODY.PEEK[HEADER])")
    raw = next((answer[1] for answer in answers if isinstance(answer, tuple)), None)
    return None if raw is None else Fetched(_arrived(head), raw, int(size[1]), is_whole)


Answers = list[bytes | tuple[bytes, bytes] | None]


def _asked(connection: Connection, uid: int, what: str) -> Answers:
    kind, answers = connection.client.uid("FETCH", str(uid), what)
    if kind != "OK":
        raise NotHandedOver(_flat(answers).decode("utf-8", "replace"))
    return cast("Answers", answers)


def _uids(connection: Connection, first: int, last: str) -> list[int]:
    """A server answers `n:*` with its last mail even when that is older."""
    kind, answers = connection.client.uid("SEARCH", f"UID {first}:{last}")
    if kind != "OK":
        raise imaplib.IMAP4.error(answers[0])
    found = (int(uid) for part in answers for uid in (part or b"").split())
    return sorted(uid for uid in found if uid >= first)


def _number(connection: Connection, name: str) -> int:
    """A number that the server told when the folder was opened; 0 when it did not."""
    _kind, answers = connection.client.response(name)
    return int(answers[0]) if answers and answers[0] else 0


def _has_buffered(client: imaplib.IMAP4) -> bool:
    """Whether an answer was read from the socket and not yet looked at; a poll of the socket would not see it."""
    stream = cast("BufferedReader", getattr(client, "_file", None) or client.file)
    timeout = client.sock.gettimeout()
    client.sock.settimeout(0)
    try:
        return bool(stream.peek(1))
    except ssl.SSLWantReadError:
        return False
    finally:
        client.sock.settimeout(timeout)


def _flat(answers: Answers) -> bytes:
    return b" ".join(b" ".join(one) if isinstance(one, tuple) else one for one in answers if one)


def _arrived(head: bytes) -> datetime:
    found = ARRIVED.search(head)
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else datetime.now(UTC)
    except ValueError:
        return datetime.now(UTC)
