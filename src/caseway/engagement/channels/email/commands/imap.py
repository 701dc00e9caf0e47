"""Reading a mailbox over IMAP: what came since the cursor, oldest first. Nothing there is marked, moved or deleted."""

import imaplib
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from typing import cast

from imap_tools import BaseMailBox

from caseway.engagement.channels.email.models import Mailbox
from caseway.engagement.channels.email.queries import unsealed
from caseway.kernel.outbound import addresses_of, policy

SECONDS = 60.0
MOST_BYTES = 40 * 1024 * 1024
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
ARRIVED = re.compile(rb'INTERNALDATE "([^"]+)"')


@dataclass(frozen=True)
class Fetched:
    """One mail of the folder. `size` is what the server says; of one too large `raw` holds the headers only."""

    uid: int
    at: datetime
    raw: bytes
    size: int

    @property
    def is_whole(self) -> bool:
        return self.size <= MOST_BYTES


class Connection(BaseMailBox):
    """imap-tools' mailbox, connected to the very address that was judged."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        mailbox = self._mailbox
        address = addresses_of(mailbox.imap_host, mailbox.imap_port, allowed=policy())[0]
        if mailbox.imap_security == Mailbox.Security.TLS:
            return _TlsClient(mailbox.imap_host, mailbox.imap_port, address)
        client = _Client(mailbox.imap_host, mailbox.imap_port, address)
        if mailbox.imap_security == Mailbox.Security.STARTTLS:
            client.starttls(ssl.create_default_context())
        return client


class _Client(imaplib.IMAP4):
    def __init__(self, host: str, port: int, address: str) -> None:
        self._address = address
        super().__init__(host, port, SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self._address, self.port), timeout)


class _TlsClient(imaplib.IMAP4_SSL):
    def __init__(self, host: str, port: int, address: str) -> None:
        self._address = address
        super().__init__(host, port, ssl_context=ssl.create_default_context(), timeout=SECONDS)

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        plain = socket.create_connection((self._address, self.port), timeout)
        context: ssl.SSLContext = self.ssl_context
        return context.wrap_socket(plain, server_hostname=self.host)


@contextmanager
def connected(mailbox: Mailbox) -> Iterator[Connection]:
    """Signed in, with the mailbox's folder open for reading. Raises what `TROUBLES` names."""
    connection = Connection(mailbox)
    try:
        connection.login(mailbox.imap_user, unsealed(mailbox.imap_password), initial_folder=None)
        connection.folder.set(mailbox.folder, readonly=True)
        yield connection
    finally:
        connection.client.shutdown()


def uid_validity(connection: Connection) -> int:
    """The number that says whether UIDs still mean what they meant."""
    _kind, answers = connection.client.response("UIDVALIDITY")
    return int(answers[0]) if answers and answers[0] else 0


def new_uids(connection: Connection, since: int) -> list[int]:
    """UIDs from `since` on, in order. A server answers `n:*` with its last mail even when that is older."""
    connection.client.noop()
    has_news(connection)
    _kind, answers = connection.client.uid("SEARCH", f"UID {since}:*")
    found = (int(uid) for uid in (answers[0] or b"").split()) if answers else iter(())
    return sorted(uid for uid in found if uid >= since)


def has_news(connection: Connection) -> bool:
    """Whether the server said, along with its last answers, that more has come; it will not say so again in IDLE."""
    return connection.client.untagged_responses.pop("EXISTS", None) is not None


def wait_for_news(connection: Connection, seconds: float) -> None:
    """IDLE until the server says something. What came in one packet with its "go ahead" is in our buffer already."""
    with connection.idle as idle:
        if not _has_buffered(connection.client):
            idle.poll(timeout=seconds)


def fetch(connection: Connection, uid: int) -> Fetched | None:
    """One mail, or None when it is gone meanwhile."""
    head = _flat(connection.client.uid("FETCH", str(uid), "(UID INTERNALDATE RFC822.SIZE)")[1])
    size = SIZE.search(head)
    if size is None:
        return None
    part = "BODY.PEEK[]" if int(size[1]) <= MOST_BYTES else "BODY.PEEK[HEADER]"
    _kind, answers = connection.client.uid("FETCH", str(uid), f"({part})")
    raw = next((answer[1] for answer in answers if isinstance(answer, tuple)), None)
    return None if raw is None else Fetched(uid, _arrived(head), raw, int(size[1]))


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


def _flat(answers: list[bytes | tuple[bytes, bytes] | None]) -> bytes:
    return b" ".join(b" ".join(one) if isinstance(one, tuple) else one for one in answers if one)


def _arrived(head: bytes) -> datetime:
    found = ARRIVED.search(head)
    try:
        return datetime.strptime(found[1].decode().strip(), "%d-%b-%Y %H:%M:%S %z") if found else datetime.now(UTC)
    except ValueError:
        return datetime.now(UTC)
