"""Outgoing mail: does the server take us?"""

import smtplib
import ssl
from collections.abc import Iterator

from caseway.config.checks.finding import Finding
from caseway.config.env import Env
from caseway.config.values import SmtpServer

SECONDS = 10


def findings(settings: Env) -> Iterator[Finding]:
    server = settings.smtp
    if server is None:
        yield Finding("mail out", True, f"No CASEWAY_SMTP_URL is set: mail is kept in {settings.outbox}.")
        return
    where = f"{server.host}:{server.port}"
    try:
        _greet(server)
    except smtplib.SMTPAuthenticationError:
        yield Finding(
            "mail out", False, f"{where} refuses the user or password in CASEWAY_SMTP_URL: write the right ones."
        )
    except (OSError, smtplib.SMTPException) as error:
        yield Finding("mail out", False, f"{where} does not take mail ({error}): see that CASEWAY_SMTP_URL is right.")
    else:
        yield Finding("mail out", True, f"{where} takes our mail.")


def _greet(server: SmtpServer) -> None:
    context = ssl.create_default_context()
    if server.security == "tls":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    with connection:
        if server.security == "starttls":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        connection.noop()
