"""The two ways out: an SMTP server, by connections that carry many mails, and a folder."""

import contextlib
import os
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from caseway.engagement.channels.email.commands.credentials import Credentials
from caseway.engagement.channels.email.queries.servers import Server
from caseway.engagement.channels.email.rules.oauth import token_sasl
from caseway.kernel.outbound import dial

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

SECONDS_TO_CONNECT, SECONDS = 20.0, 60.0
SECONDS_TO_ANSWER, SECONDS_A_MAIL = 600.0, 720.0
MOST_MAILS, MOST_IDLE_SECONDS = 100, 30.0
LOGIN_FAILED = 535
Refusals = dict[str, tuple[int, bytes]]


class Refused(Exception):
    """The server will never take this mail; its words, and what it said of each recipient where it refused them all."""

    def __init__(self, words: str, refusals: "Refusals | None" = None) -> None:
        super().__init__(words)
        self.refusals = refusals or {}


class Trouble(Exception):
    """The server does not take it now; its words."""


class Away(Trouble):
    """The server cannot be reached, or does not let us in."""


class Unanswered(Exception):
    """The connection broke after the mail was handed over: nobody said whether the server took it."""


class _Client(smtplib.SMTP):
    """Connects to the address that was judged, and knows the moment from which the mail may have been taken."""

    def __init__(self, server: Server, seconds: float) -> None:
        self._server = server
        super().__init__(server.host, server.port, timeout=seconds)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        if self._server.is_judged:
            return dial(host, port, seconds=timeout)
        return socket.create_connection((host, port), timeout)

    def data(self, msg: "ReadableBuffer | str") -> tuple[int, bytes]:
        """A server that looks into a mail may take ten minutes to answer (RFC 5321, 4.5.3.2.6).

        Who does not wait for it sends the mail twice.
        """
        try:
            self._be_patient(SECONDS_TO_ANSWER)
            answer = super().data(msg)
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Unanswered(str(error) or type(error).__name__) from error
        self._be_patient(SECONDS)
        return answer

    def _be_patient(self, seconds: float) -> None:
        if self.sock:
            self.sock.settimeout(seconds)


class _TlsClient(_Client):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = super()._get_socket(host, port, timeout)
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)


def client_to(server: Server, *, seconds: float = SECONDS_TO_CONNECT) -> smtplib.SMTP:
    """Connected, not yet signed in. Raises OSError, SMTPException or ForbiddenUrl."""
    return (_TlsClient if server.security == "tls" else _Client)(server, seconds)


def show_credentials(client: smtplib.SMTP, shown: Credentials) -> None:
    """Sign in, if we are somebody there. Raises OSError or SMTPException."""
    if shown.token:
        client.ehlo_or_helo_if_needed()
        sasl = token_sasl(client.esmtp_features.get("auth", "").upper().split(), shown.user, shown.token)
        words = iter([sasl.first.decode()])
        client.auth(sasl.mechanism, lambda _challenge=None: next(words, sasl.farewell.decode()))
    elif shown.user:
        client.login(shown.user, shown.password)


class Carrier:
    """A connection to one server, signed in."""

    def __init__(self, server: Server, shown: Credentials) -> None:
        self.server, self.shown, self.mails, self.idle_since = server, shown, 0, 0.0
        try:
            self.smtp = client_to(server)
            self._sign_in()
        except (OSError, smtplib.SMTPException) as error:
            raise Away(f"{server.host} did not let us in: {error}") from error

    def carries_to(self, server: Server) -> bool:
        """Whether it leads there, is still open, and has not carried enough."""
        return self.server == server and self.smtp.sock is not None and self.mails < MOST_MAILS

    def deliver(self, sender: str, recipients: list[str], source: bytes) -> Refusals:
        """Hand a mail over. Returns what the server said of recipients that it refused while it took others.

        Raises Refused, Trouble (also when the server went away before it had the mail) or Unanswered. It ends before
        the lease of the mail does, however slow the server: nobody else sends it meanwhile.
        """
        self.mails += 1
        options = () if all(address.isascii() for address in (sender, *recipients)) else ("SMTPUTF8",)
        watch = threading.Timer(SECONDS_A_MAIL, self._cut)
        watch.daemon = True
        watch.start()
        try:
            return self._deliver(sender, recipients, source, options)
        finally:
            watch.cancel()

    def _deliver(self, sender: str, recipients: list[str], source: bytes, options: Sequence[str]) -> Refusals:
        try:
            return dict(self.smtp.sendmail(sender, recipients, source, mail_options=options))
        except smtplib.SMTPRecipientsRefused as error:
            raise all_refused(error.recipients) from error
        except smtplib.SMTPResponseException as error:
            raise _refusal(error.smtp_code, said(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPNotSupportedError as error:
            raise Refused(str(error)) from error
        except (OSError, smtplib.SMTPServerDisconnected) as error:
            raise Trouble(str(error) or type(error).__name__) from error

    def _cut(self) -> None:
        if self.smtp.sock:
            with contextlib.suppress(OSError):
                self.smtp.sock.shutdown(socket.SHUT_RDWR)

    def answers(self) -> bool:
        """Whether the server still listens."""
        try:
            return self.smtp.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def close(self) -> None:
        """Whatever is said after the last mail was taken changes nothing."""
        with contextlib.suppress(OSError, smtplib.SMTPException):
            self.smtp.quit()
        self.smtp.close()

    def _sign_in(self) -> None:
        smtp = self.smtp
        try:
            if self.server.security == "starttls":
                smtp.starttls(context=ssl.create_default_context())
            show_credentials(smtp, self.shown)
            if smtp.sock:
                smtp.sock.settimeout(SECONDS)
        except (OSError, smtplib.SMTPException):
            smtp.close()
            raise


class Carriers:
    """Connections that wait a moment for the next mail, shared by the threads of a process."""

    def __init__(self) -> None:
        self._idle: dict[tuple[Server, str], list[Carrier]] = {}
        self._lock = threading.Lock()

    def take(self, server: Server, shown: Credentials) -> Carrier:
        """One that still answers, else a new one. Raises Away."""
        while carrier := self._pop((server, shown.user)):
            if carrier.answers():
                return carrier
            carrier.close()
        return Carrier(server, shown)

    def give(self, carrier: Carrier) -> None:
        """For the next mail, unless it was closed or carried many."""
        if not carrier.carries_to(carrier.server):
            carrier.close()
            return
        carrier.idle_since = time.monotonic()
        with self._lock:
            self._idle.setdefault((carrier.server, carrier.shown.user), []).append(carrier)

    def close_idle(self, seconds: float = MOST_IDLE_SECONDS) -> None:
        """Hang up where nothing was sent for so long."""
        before = time.monotonic() - seconds
        with self._lock:
            old = [one for waiting in self._idle.values() for one in waiting if one.idle_since <= before]
            self._idle = {
                where: kept
                for where, waiting in self._idle.items()
                if (kept := [one for one in waiting if one.idle_since > before])
            }
        for carrier in old:
            carrier.close()

    def _pop(self, where: tuple[Server, str]) -> Carrier | None:
        with self._lock:
            waiting = self._idle.get(where)
            return waiting.pop() if waiting else None


def write_to_outbox(folder: Path, name: str, source: bytes) -> Path:
    """Keep the mail as a file: whole or not at all, and one file of this name however often it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}.eml"
    fresh = folder / f".{name}.{os.getpid()}.part"
    with fresh.open("wb") as stream:
        stream.write(source)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(target)
    return target


def all_refused(recipients: Mapping[str, tuple[int, bytes]]) -> Refused | Trouble:
    """For good only when each of them is."""
    codes = [code for code, _words in recipients.values()]
    if all(code >= 500 for code in codes):
        return Refused(listed(recipients), dict(recipients))
    return Trouble(listed(recipients))


def listed(refused: Mapping[str, tuple[int, bytes]]) -> str:
    """`maria@…: 550 5.1.1 No such user; …`"""
    return "; ".join(f"{address}: {said(code, words)}" for address, (code, words) in refused.items())


def said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"


def _refusal(code: int, words: str) -> Refused | Trouble:
    return Refused(words) if code >= 500 and code != LOGIN_FAILED else Trouble(words)
