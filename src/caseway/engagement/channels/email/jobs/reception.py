"""What the SMTP and LMTP listeners say: who may be written to, how much is taken, and when a mail is ours."""

import asyncio
import re
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, AnyStr

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from aiosmtpd.smtp import Session as SmtpSession
from django.conf import settings
from django.db import Error as DatabaseProblem
from psycopg_pool import PoolTimeout

from caseway.engagement.channels.email import commands
from caseway.engagement.channels.email.queries import our_address_now
from caseway.kernel.db import unit_of_work

log = structlog.get_logger()

MOST_BYTES = 40 * 1024 * 1024
MOST_BYTES_IN_HAND = 256 * 1024 * 1024
ALWAYS_TAKEN = 1024 * 1024
MOST_RECIPIENTS = 100
MOST_COMMANDS = 20_000
MOST_CONNECTIONS = 200
MOST_CONNECTIONS_A_PEER = 50
SECONDS_IDLE = 120
ALL_THERE_IS = 1 << 30
WORD = r"[A-Za-z0-9_+=~^-]+"
PLAIN_PATH = re.compile(rf"<({WORD}(?:\.{WORD})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)>\s*(.*)")
LINE_END, DATA_END = b"\r\n", b"\r\n.\r\n"
CROWDED = "452 4.3.1 Too many large mails at once, try again later"
NOT_NOW = "451 4.3.0 Mail cannot be stored at the moment, try again later"


class Reception:
    """The handler of all connections. Mails wait for a thread of `pool`; addresses have a thread of their own."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._lookups = ThreadPoolExecutor(1, thread_name_prefix="recipients")
        self._running: set[Future[None]] = set()
        self.sessions: dict[Session, str] = {}

    async def handle_RCPT(  # noqa: N802  aiosmtpd's hook
        self, _server: SMTP, _session: SmtpSession, envelope: SmtpEnvelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return f"452 4.5.3 At most {MOST_RECIPIENTS} recipients a mail"
        try:
            ours = await asyncio.get_running_loop().run_in_executor(self._lookups, _our_address, address)
        except (DatabaseProblem, PoolTimeout, OSError):
            return NOT_NOW
        if ours is None:
            return f"550 5.1.1 {_printable(address)} is not an address of ours"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 Recipient accepted"

    async def handle_DATA(self, _server: SMTP, _session: SmtpSession, envelope: SmtpEnvelope) -> str:  # noqa: N802
        """Answered as soon as the mail is committed; what reacts to it goes on in the same thread."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[str] = loop.create_future()
        work = self._pool.submit(_receive, envelope, datetime.now(UTC), _Answering(loop, answer))
        self._running.add(work)
        work.add_done_callback(self._running.discard)
        return await answer

    def admits(self, session: "Session", peer: str) -> bool:
        """Whether one more connection from there is taken."""
        if len(self.sessions) >= MOST_CONNECTIONS or Counter(self.sessions.values())[peer] >= MOST_CONNECTIONS_A_PEER:
            return False
        self.sessions[session] = peer
        return True

    async def finish(self, seconds: float) -> None:
        """Let mails in hand be answered, then hang up."""
        waiting = [asyncio.wrap_future(work) for work in list(self._running)]
        if waiting:
            await asyncio.wait(waiting, timeout=seconds)
            await asyncio.sleep(0.1)
        for session in list(self.sessions):
            session.hang_up()
        self._lookups.shutdown()


class _Answering:
    """Carries the answer from a database thread to the connection, once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[str]") -> None:
        self._loop, self._answer = loop, answer

    def say(self, text: str) -> None:
        """The first answer counts; none is heard when the listener has ended."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._set, text)

    def _set(self, text: str) -> None:
        if not self._answer.done():
            self._answer.set_result(text)


class Room:
    """How much of large mails is in memory at once, over all connections. Small ones always find room."""

    def __init__(self, most: int) -> None:
        self.most, self.taken = most, 0


class Share:
    """One mail's part of a room, given back when the block ends."""

    def __init__(self, room: Room) -> None:
        self._room, self.size, self.is_refused = room, 0, False

    def __enter__(self) -> "Share":
        return self

    def __exit__(self, *_error: object) -> None:
        self._room.taken -= self.size

    def takes(self, size: int) -> bool:
        """Whether the mail may be so large, as it has become."""
        if size > ALWAYS_TAKEN and size > self.size:
            more = size - self.size
            self.is_refused = self.is_refused or self._room.taken + more > self._room.most
            if not self.is_refused:
                self._room.taken, self.size = self._room.taken + more, size
        return not self.is_refused


class Session(SMTP):
    """One connection. A mail is read in the pieces it comes in, however long or many its lines.

    Idle and crowding peers are sent away.
    """

    line_length_limit = 1024 * 1024
    room = Room(MOST_BYTES_IN_HAND)

    def __init__(self, reception: Reception) -> None:
        self._reception = reception
        super().__init__(
            reception,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname=settings.CASEWAY.base_host,
            ident="Caseway",
            timeout=SECONDS_IDLE,
            command_call_limit={"*": MOST_COMMANDS},
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        peer = transport.get_extra_info("peername") or ("unknown",)
        if not self._reception.admits(self, str(peer[0])):
            assert isinstance(transport, asyncio.Transport)
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
            transport.close()
            return
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._reception.sessions.pop(self, None) is not None:
            super().connection_lost(error)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Aiosmtpd asks a parser for headers, which takes as long as all else of a command: seldom needed."""
        found = PLAIN_PATH.fullmatch(arg)
        return (found[1], found[2]) if found else super()._getaddr(arg)

    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802  aiosmtpd's name for the command
        if await self.check_helo_needed():
            return
        assert self.envelope is not None
        assert self.session is not None
        if arg or not self.envelope.rcpt_tos:
            await self.push("501 Syntax: DATA" if arg else "503 Error: need RCPT command")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        with Share(self.room) as share:
            content = await self._content(share)
            if content is None:
                await self.push(CROWDED if share.is_refused else "552 Error: Too much mail data")
            else:
                self.envelope.content = self.envelope.original_content = content
                await self.push(await self._reception.handle_DATA(self, self.session, self.envelope))
            self.envelope = self._create_envelope()

    async def _content(self, share: Share) -> bytes | None:
        """What stands before the line with only a dot (RFC 5321, 4.5.2); None when it is more than we take."""
        held, seen, is_too_much = bytearray(LINE_END), 0, False
        while (end := held.find(DATA_END, seen)) < 0:
            is_too_much = is_too_much or len(held) > MOST_BYTES or not share.takes(len(held))
            if is_too_much:
                del held[: -len(DATA_END)]
            seen = max(len(held) - len(DATA_END), 0)
            piece = await self._reader.read(ALL_THERE_IS)
            if not piece:
                raise ConnectionResetError
            held += piece
        if rest := bytes(held[end + len(DATA_END) :]):
            self._reader.feed_data(rest)
        if is_too_much or end > MOST_BYTES or not share.takes(end):
            return None
        return bytes(held[: end + len(LINE_END)]).replace(b"\r\n.", LINE_END)[len(LINE_END) :]

    def hang_up(self) -> None:
        if isinstance(self.transport, asyncio.Transport):
            self.transport.write(b"421 4.3.2 Closing down, try again later\r\n")
            self.transport.close()


class LmtpSession(Session, LMTP):
    """The same by LMTP (RFC 2033), where each recipient of a mail is owed an answer of its own."""

    _owed = 1

    async def push(self, status: AnyStr) -> None:
        for _answer in range(self._owed):
            await super().push(status)
        recipients = self.envelope.rcpt_tos if self.envelope else []
        self._owed = len(recipients) if str(status).startswith("354") else 1


def _receive(envelope: SmtpEnvelope, at: datetime, answering: _Answering) -> None:
    """In a database thread: keep the mail, answer, and let what reacts to it run."""
    try:
        with unit_of_work():
            receipt = commands.receive_mail(
                _content(envelope.content),
                at=at,
                envelope=commands.Envelope(envelope.mail_from or "", tuple(envelope.rcpt_tos), "smtp"),
                kept=lambda: answering.say("250 2.0.0 Kept"),
            )
        answering.say(f"250 2.0.0 {receipt.outcome.capitalize()}")
    except commands.TryLater as error:
        log.warning("mail was put off", error=str(error))
        answering.say(NOT_NOW)
    except Exception:
        log.exception("mail was put off")
        answering.say(NOT_NOW)


def _our_address(address: str) -> str | None:
    with unit_of_work():
        return our_address_now(address)


def _content(content: Any) -> bytes:
    return content if isinstance(content, bytes) else str(content or "").encode()


def _printable(address: str) -> str:
    return "".join(c for c in address if c.isprintable() and c.isascii())[:200]
