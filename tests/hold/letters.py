"""A customer's mail server: it sends each mail until it is told 250, however often the other side goes away."""

import random
import smtplib
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage

SUPPORT = "support@caseway.example"
SECONDS_BETWEEN_TRIES = 0.15
SECONDS_TO_GIVE_UP = 60.0


@dataclass
class Sent:
    """What was told 250: Message-IDs, each with that of the mail it answers, or nothing. `retries` counts attempts."""

    mails: dict[str, str] = field(default_factory=dict)
    retries: int = 0
    given_up: list[str] = field(default_factory=list)


class MailServer(threading.Thread):
    """Sends letters, every sixth an answer to an earlier one, some of them twice, until `enough` is set."""

    def __init__(self, number: int, port: int, *, least: int, enough: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.port, self.least, self.enough = number, port, least, enough
        self.chance = random.Random(number)  # a seed, so that a failure can be seen again
        self.sent = Sent()
        self.latest: dict[int, str] = {}

    def run(self) -> None:
        count = 0
        while count < self.least or not self.enough.is_set():
            letter = self._letter(count)
            self._deliver(letter)
            if count % 7 == 0:
                self._deliver(letter)
            count += 1
            time.sleep(self.chance.uniform(0.2, 0.5))

    def _letter(self, count: int) -> EmailMessage:
        letter = EmailMessage()
        letter["Message-ID"] = f"<{count}.{self.chance.getrandbits(48):x}@shop{self.number}.example>"
        sender = f"customer{count % 3}@shop{self.number}.example"
        if count % 6 == 5:
            letter["In-Reply-To"] = self.latest[count % 3]
        else:
            self.latest[count % 3] = str(letter["Message-ID"])
        letter["From"], letter["To"] = f"Customer {count} <{sender}>", SUPPORT
        letter["Date"] = "Mon, 02 Mar 2026 09:00:00 +0000"
        letter["Subject"] = f"Mixer {self.number}/{count} stopped"
        letter.set_content(f"It stopped while kneading, the {count}th time.")
        return letter

    def _deliver(self, letter: EmailMessage) -> None:
        until = time.monotonic() + SECONDS_TO_GIVE_UP
        while time.monotonic() < until:
            try:
                with smtplib.SMTP("127.0.0.1", self.port, timeout=15) as server:
                    server.send_message(letter)
            except (OSError, smtplib.SMTPException):
                self.sent.retries += 1
                time.sleep(SECONDS_BETWEEN_TRIES)
            else:
                self.sent.mails[letter["Message-ID"]] = letter["In-Reply-To"] or ""
                return
        self.sent.given_up.append(letter["Message-ID"])
