"""The two ways out: an SMTP server, and a folder."""

import contextlib
import os
import smtplib
import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

SECONDS = 60
LOGIN_FAILED = 535


class SmtpServer(Protocol):
    """The server that takes our mail, as the settings name it."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def security(self) -> str: ...


class Refused(Exception):
    """The server will never take this mail; its words."""


class Trouble(Exception):
    """The server does not take it now; its words."""


def write_to_outbox(folder: Path, message_id: int, source: bytes) -> Path:
    """Keep the mail as a file: whole or not at all, and one file a message however often it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{message_id}.eml"
    fresh = folder / f".{message_id}.{os.getpid()}.part"
    with fresh.open("wb") as stream:
        stream.write(source)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(target)
    return target


def deliver_by_smtp(server: SmtpServer, sender: str, recipients: list[str], source: bytes) -> str:
    """Hand the mail over. Returns the server's words on recipients refused while others were taken, else "".

    Raises Refused or Trouble (also for wrong credentials, which somebody can mend), or OSError while it is away.
    """
    connection = _connected(server)
    try:
        refused = connection.sendmail(sender, recipients, source, mail_options=_options(sender, recipients))
    except smtplib.SMTPRecipientsRefused as error:
        raise _all_refused(error.recipients) from error
    except smtplib.SMTPResponseException as error:
        raise _refusal(error.smtp_code, _said(error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refused(str(error)) from error
    finally:
        _leave(connection)
    return _listed(refused)


def _connected(server: SmtpServer) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
    except smtplib.SMTPException as error:
        connection.close()
        raise Trouble(f"{server.host} did not let us in: {error}") from error
    return connection


def _leave(connection: smtplib.SMTP) -> None:
    """Whatever is said after the mail was taken changes nothing."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.quit()
    connection.close()


def _options(sender: str, recipients: list[str]) -> list[str]:
    is_ascii = all(address.isascii() for address in (sender, *recipients))
    return [] if is_ascii else ["SMTPUTF8"]


def _all_refused(recipients: Mapping[str, tuple[int, bytes]]) -> Refused | Trouble:
    """For good only when each of them is."""
    codes = [code for code, _words in recipients.values()]
    return Refused(_listed(recipients)) if all(code >= 500 for code in codes) else Trouble(_listed(recipients))


def _refusal(code: int, words: str) -> Refused | Trouble:
    return Refused(words) if code >= 500 and code != LOGIN_FAILED else Trouble(words)


def _listed(refused: Mapping[str, tuple[int, bytes]]) -> str:
    return "; ".join(f"{address}: {_said(code, words)}" for address, (code, words) in refused.items())


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
